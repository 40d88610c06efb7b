package dev.classifine.hub;

import dev.classifine.error.UsageException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a model on the hub, and which state of it is meant. Both become parts of paths in the
 * cache: nothing that passes the rules here can lead out of it.
 *
 * @param id {@code name} or {@code organisation/name}
 * @param revision a branch, a tag, or the 40 hexadecimal digits of a commit
 */
public record HubModel(String id, String revision) {

  /** The revision that is meant when none is named. */
  public static final String DEFAULT_REVISION = "main";

  private static final int LONGEST_ID = 96;
  private static final int LONGEST_REVISION = 200;

  /** Not "-" or "." at either end. */
  private static final String NAME = "[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?";

  private static final Pattern ID = Pattern.compile("(?:" + NAME + "/)?" + NAME);

  private static final String BRANCH_PART = "[A-Za-z0-9_][A-Za-z0-9._+-]*";
  private static final Pattern REVISION =
      Pattern.compile(BRANCH_PART + "(?:/" + BRANCH_PART + ")*");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  /**
   * Checks the names.
   *
   * @throws UsageException if one is not as the hub allows it
   */
  public HubModel {
    if (!isId(id)) {
      throw new UsageException(
          "Model name \""
              + id
              + "\": a model on the hub is called name or organisation/name, of at most "
              + LONGEST_ID
              + " letters, digits, \"-\", \"_\" and \".\", without \"--\" or \"..\", and no part"
              + " starts or ends with \"-\" or \".\" or ends in \".git\".");
    }
    if (!isRevision(revision)) {
      throw new UsageException(
          "Revision \""
              + revision
              + "\" of "
              + id
              + ": a branch, a tag or a commit is named with at most "
              + LONGEST_REVISION
              + " letters, digits, \"-\", \"_\", \"+\", \".\" and \"/\", without \"..\".");
    }
  }

  /** The model at its main branch. */
  public HubModel(String id) {
    this(id, DEFAULT_REVISION);
  }

  /**
   * Reads {@code name}, {@code organisation/name} or either with {@code @revision}.
   *
   * @return nothing if the text is not such a name, such as a path of a folder that starts with "."
   *     or "/" or has two slashes
   */
  public static Optional<HubModel> parse(String text) {
    int at = text.indexOf('@');
    String id = at < 0 ? text : text.substring(0, at);
    String revision = at < 0 ? DEFAULT_REVISION : text.substring(at + 1);
    return isId(id) && isRevision(revision)
        ? Optional.of(new HubModel(id, revision))
        : Optional.empty();
  }

  /** Whether the revision is a commit, which never changes. */
  boolean isCommit() {
    return isCommit(revision);
  }

  static boolean isCommit(String text) {
    return COMMIT.matcher(text).matches();
  }

  private static boolean isId(String text) {
    return text.length() <= LONGEST_ID
        && ID.matcher(text).matches()
        && !text.contains("--")
        && !text.contains("..")
        && !text.endsWith(".git");
  }

  private static boolean isRevision(String text) {
    return text.length() <= LONGEST_REVISION
        && REVISION.matcher(text).matches()
        && !text.contains("..");
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return revision.equals(DEFAULT_REVISION) ? id : id + "@" + revision;
  }
}
