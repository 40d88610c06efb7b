/**
 * What a person looks at: {@link dev.classifine.report.ConsoleProgress} while a run goes on, {@link
 * dev.classifine.report.EvaluationTable} at its end. Numbers come from the packages below; nothing
 * is computed here.
 *
 * <p>Limits: plain text of at most 80 columns, no colours.
 */
package dev.classifine.report;
