/**
 * Training experiments inside JUnit Jupiter tests: seconds, deterministic, no downloads. A test
 * class with {@link dev.classifine.junit.ClassifineTest} gets an {@link
 * dev.classifine.junit.Experiment} as parameter, trains with it by way of {@link
 * dev.classifine.FineTuning}, and says with {@link dev.classifine.junit.ClassifineAssertions} what
 * must come of it. A test that leaves native arrays behind fails.
 *
 * <p>JUnit (5.10 or later) is that of the project under test; nothing outside this package refers
 * to it. The tiny model shows what an option does to a training; how accurate a pretrained model
 * gets on real texts it does not show.
 */
package dev.classifine.junit;
