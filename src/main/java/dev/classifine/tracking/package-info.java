/**
 * Trackers of a run: what tells others of its log, each a {@link
 * dev.classifine.tracking.TrackerFactory} that {@link java.util.ServiceLoader} finds. {@link
 * dev.classifine.tracking.Trackers} begins those that a run asks for and keeps them from ending it.
 * The one here writes {@code metrics.jsonl}; others have packages of their own.
 */
package dev.classifine.tracking;
