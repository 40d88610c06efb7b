/**
 * The two exceptions that a user can see, each with a message that says what was found, where, what
 * the rule is and what to do. Start at {@link dev.classifine.error.ClassifineException}.
 *
 * <p>Everything else that is thrown (a {@link java.lang.NullPointerException}, an engine's own
 * error) is a defect of this library or of the machine, and is shown with its stack trace.
 */
package dev.classifine.error;
