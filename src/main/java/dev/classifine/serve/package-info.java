/**
 * A trained classifier over HTTP. {@link dev.classifine.serve.ClassifierServer} answers {@code POST
 * /predict}, {@code GET /health} and {@code GET /metrics}.
 *
 * <p>Not here: TLS, authentication, HTTP/2, several models in one server. Put a reverse proxy in
 * front of it for those.
 */
package dev.classifine.serve;
