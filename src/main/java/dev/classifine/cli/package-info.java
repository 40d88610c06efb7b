/**
 * The command line: {@link dev.classifine.cli.Main} with a class for each command. Results go to
 * standard output, the log and progress to standard error. Exit codes: 0 success, 1 a run that
 * failed, 2 a wrong command line.
 */
package dev.classifine.cli;
