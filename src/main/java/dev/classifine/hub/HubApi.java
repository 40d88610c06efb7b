package dev.classifine.hub;

import dev.classifine.error.ClassifineException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What is asked of the hub about one model. */
final class HubApi {

  /** No list of files and no index of weights is longer. */
  static final int LONGEST_JSON = 16 << 20;

  /** A request that may have to be sent again. */
  @FunctionalInterface
  private interface Request<T> {
    T send() throws IOException, InterruptedException;
  }

  private final HubModel model;
  private final HubSettings settings;
  private final HubHttp http;
  private final Waiting waiting;
  private final HubRefusal refusal;

  HubApi(HubModel model, HubSettings settings, HubHttp http, Waiting waiting) {
    this.model = model;
    this.settings = settings;
    this.http = http;
    this.waiting = waiting;
    this.refusal = new HubRefusal(model, settings.endpoint(), settings.token().isPresent());
  }

  /**
   * Which commit the revision is now, and its files.
   *
   * @param attempts how many times in a row to try
   */
  Listing listing(int attempts) {
    String revision = URLEncoder.encode(model.revision(), StandardCharsets.UTF_8);
    String address = settings.endpoint() + "/api/models/" + model.id() + "/revision/" + revision;
    String what = "Model " + model;
    byte[] json =
        retried(
            attempts(what, attempts),
            what,
            () -> {
              try (HubAnswer answer = http.send(what, "GET", address, 0, settings.etagTimeout())) {
                if (answer.status() != 200) {
                  throw refusal.of(answer);
                }
                return answer.body().all(LONGEST_JSON);
              }
            });
    if (json == null) {
      throw refusal.error(
          "the list of files at " + address + " is longer than " + LONGEST_JSON + " bytes.");
    }
    return parsed(new String(json, StandardCharsets.UTF_8), address);
  }

  private Listing parsed(String json, String address) {
    try {
      Listing listing = Listing.parse(json, address);
      if (model.isCommit() && !listing.commit().equals(model.revision())) {
        throw new ClassifineException(address + ": \"sha\" is another commit.");
      }
      return listing;
    } catch (ClassifineException e) {
      throw new ClassifineException(
          e.getMessage()
              + " This is not how a hub answers: is "
              + settings.endpoint()
              + " (HF_ENDPOINT) one, or does a proxy answer in its place?",
          e);
    }
  }

  /** What the hub says about a file. */
  RemoteFile metadata(String commit, String name) {
    String what = "Model " + model + ", " + name;
    String address = address(commit, name);
    return retried(
        attempts(what, Attempts.IN_A_ROW),
        what,
        () -> {
          try (HubAnswer answer = http.send(what, "HEAD", address, 0, settings.etagTimeout())) {
            if (answer.status() >= 400) {
              throw refusal.of(answer);
            }
            return described(commit, name, answer);
          }
        });
  }

  private RemoteFile described(String commit, String name, HubAnswer answer) {
    if (!answer.header("X-Repo-Commit").orElse(commit).equals(commit)) {
      throw refusal.error(
          name
              + ": the answer is not of commit "
              + commit
              + " but of another (X-Repo-Commit). Is "
              + settings.endpoint()
              + " (HF_ENDPOINT) a Hugging Face hub, or does a proxy answer in its place?");
    }
    String header = answer.header("X-Linked-Etag").or(() -> answer.header("ETag")).orElse("");
    Etag etag =
        Etag.parse(header)
            .orElseThrow(
                () ->
                    refusal.error(
                        name
                            + ": the hub names its content with the etag "
                            + "\""
                            + Plain.text(header)
                            + "\""
                            + ", which cannot be a file name in the cache."));
    long size = -1;
    if (answer.number("X-Linked-Size").isPresent()) {
      size = answer.number("X-Linked-Size").getAsLong();
    } else if (answer.status() == 200 && !answer.isEncoded()) {
      size = answer.number("Content-Length").orElse(-1);
    }
    if (ModelFiles.isIndex(name) && size > LONGEST_JSON) {
      throw refusal.error(
          name + ": " + size + " bytes, where no index has more than " + LONGEST_JSON + ".");
    }
    return new RemoteFile(name, commit, etag, size);
  }

  /**
   * Asks for a file's bytes, once.
   *
   * @param from the first byte that is wanted
   * @return an answer with status 200, 206 or 416
   * @throws IOException if another attempt may help
   */
  HubAnswer content(RemoteFile file, long from) throws IOException {
    String what = "Model " + model + ", " + file.name();
    Duration timeout = settings.downloadTimeout();
    HubAnswer answer = http.send(what, "GET", address(file.commit(), file.name()), from, timeout);
    if (answer.status() != 200 && answer.status() != 206 && answer.status() != 416) {
      answer.close();
      throw refusal.of(answer);
    }
    return answer;
  }

  /** The patience for a file's bytes. */
  Attempts attempts(RemoteFile file) {
    return attempts("Model " + model + ", " + file.name(), Attempts.IN_A_ROW);
  }

  ClassifineException error(String problem) {
    return refusal.error(problem);
  }

  private String address(String commit, String name) {
    return settings.endpoint() + "/" + model.id() + "/resolve/" + commit + "/" + name;
  }

  private Attempts attempts(String what, int inARow) {
    return new Attempts(what, settings.endpoint(), inARow, waiting);
  }

  private static <T> T retried(Attempts attempts, String what, Request<T> request) {
    while (true) {
      try {
        return request.send();
      } catch (IOException e) {
        attempts.failed(e);
      } catch (InterruptedException e) {
        throw Attempts.interrupted(what, e);
      }
    }
  }
}
