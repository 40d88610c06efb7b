package dev.classifine.train;

import dev.classifine.script.DeviceList;

/**
 * How a training uses its devices.
 *
 * @param devices the model's, then those of its copies
 * @param concurrent whether replicas run passes at the same time; those on a processor share its
 *     generator
 * @param window most steps whose numbers are not read yet
 */
record Execution(DeviceList devices, boolean concurrent, int window) {}
