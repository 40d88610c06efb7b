package dev.classifine.hub;

import dev.classifine.error.ClassifineException;
import java.net.URI;

/** The errors for what the hub will not give, which another attempt would not change. */
record HubRefusal(HubModel model, URI endpoint, boolean withToken) {

  ClassifineException of(HubAnswer answer) {
    String code = answer.header("X-Error-Code").orElse("");
    if (!answer.fromHub()) {
      return error(
          "the storage server "
              + answer.uri().getHost()
              + ", to which the hub sent us, refused with status "
              + answer.status()
              + ". Try again; if it stays so, download the model in another way and give its"
              + " folder.");
    }
    if (code.equals("GatedRepo") || answer.status() == 403) {
      return gated(answer);
    }
    if (code.equals("RevisionNotFound")) {
      return error(
          "the repository has no branch, tag or commit \""
              + model.revision()
              + "\". See "
              + page()
              + "/tree/main for what there is.");
    }
    if (code.equals("EntryNotFound")) {
      return error(
          "the hub lists a file that it does not have ("
              + answer.uri().getPath()
              + "). Try again later, or name another revision.");
    }
    if (answer.status() == 401 || answer.status() == 404) {
      return unknown(answer.status());
    }
    return error(
        "the hub answered with status "
            + answer.status()
            + said(answer)
            + ". Is "
            + endpoint
            + " (HF_ENDPOINT) a Hugging Face hub?");
  }

  private ClassifineException unknown(int status) {
    if (status == 401 && withToken) {
      return error(
          "the hub did not accept the token (status 401): it is wrong or no longer valid, or it"
              + " may not read this repository. Make a new one in the hub's settings and set"
              + " HF_TOKEN, or take the token away for a public model.");
    }
    return error(
        "repository not found at "
            + page()
            + " (status "
            + status
            + "), or it is private or gated. Check the name; "
            + (withToken
                ? "the token (HF_TOKEN) may not be allowed to read it."
                : "for a private or gated one set HF_TOKEN to a token that may read it."));
  }

  private ClassifineException gated(HubAnswer answer) {
    return error(
        "the repository may not be read (status "
            + answer.status()
            + said(answer)
            + "). If it is gated, accept its licence at "
            + page()
            + (withToken
                ? "; the token (HF_TOKEN) must be of the account that accepted it and have the"
                    + " right to read gated repositories."
                : " and set HF_TOKEN to a token of the account that accepted it."));
  }

  private static String said(HubAnswer answer) {
    return answer
        .header("X-Error-Message")
        .map(text -> ", \"" + Plain.text(text) + "\"")
        .orElse("");
  }

  private String page() {
    return endpoint + "/" + model.id();
  }

  ClassifineException error(String problem) {
    return new ClassifineException("Model " + model + ": " + problem);
  }
}
