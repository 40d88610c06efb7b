/**
 * Runs as pages that a browser shows without a network: {@link dev.classifine.html.RunPage} makes
 * {@code report.html} of the files that a run leaves, {@link dev.classifine.html.ComparePage} puts
 * several runs on one page. A page is a function of the files alone; every text in it is escaped.
 *
 * <p>Limits: charts need JavaScript, of whose libraries there is one, uPlot, which stands in the
 * page; the tables beside them do not. Browsers since 2024.
 */
package dev.classifine.html;
