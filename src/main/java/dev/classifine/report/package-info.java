/**
 * What a person looks at: {@link dev.classifine.report.ConsoleProgress} while a run goes on, {@link
 * dev.classifine.report.EvaluationTable} at its end. Numbers come from the packages below; nothing
 * is computed here.
 *
 * <p>Limits: tables have at most 80 columns; colours are on a {@link
 * dev.classifine.report.Terminal} alone, and tell nothing that the words do not.
 */
package dev.classifine.report;
