package dev.classifine.resume;

import java.nio.file.Path;

/**
 * A checkpoint whose files are as they were written.
 *
 * @param step optimizer steps done when it was written
 * @param folder its folder
 */
public record SavedCheckpoint(long step, Path folder) {}
