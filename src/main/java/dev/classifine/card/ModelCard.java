package dev.classifine.card;

import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Reason;
import dev.classifine.io.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model card as the Hugging Face hub reads it: metadata in YAML, then Markdown for people.
 *
 * @see <a href="https://huggingface.co/docs/hub/model-cards">Model cards</a>
 */
public final class ModelCard {

  /** Its name in the folder of a checkpoint. */
  public static final String FILE = "README.md";

  /** Stands in every card that nobody has taken as their own by removing it. */
  static final String MARK =
      "<!-- Written by Classifine from the run's own records. Complete it, and remove this comment:"
          + " a card without it is never written over. -->";

  private static final Logger LOG = LoggerFactory.getLogger(ModelCard.class);

  private ModelCard() {}

  /**
   * Writes the card of a run. A {@code README.md} that is there without the comment of a card is a
   * person's: it stays, and the log says so.
   *
   * @param folder of the checkpoint
   * @param run what {@code run.json} holds of the complete run
   * @param defaults the run's options with their default values, by the same names
   * @throws ClassifineException if it cannot be written
   */
  public static void write(Path folder, JsonObject run, JsonObject defaults) {
    Path file = folder.resolve(FILE);
    if (isForeign(file)) {
      LOG.warn(
          "{} is not a model card of ours, or was taken over by a person, and stays as it is.",
          file);
      return;
    }
    Path name = folder.toAbsolutePath().normalize().getFileName();
    WholeFile.write(file, text(name == null ? "model" : name.toString(), run, defaults));
  }

  /**
   * The card's text.
   *
   * @param name what the model is called
   */
  static String text(String name, JsonObject run, JsonObject defaults) {
    return "---\n"
        + new FrontMatter(name, run).yaml()
        + "---\n\n"
        + MARK
        + "\n\n"
        + new CardText(name, run, defaults).markdown();
  }

  /** Whether there is a file which is not a card as it was written. */
  private static boolean isForeign(Path file) {
    if (!Files.exists(file)) {
      return false;
    }
    try {
      // As bytes of Latin-1: a file of any content can be read so, and the comment is ASCII.
      return !Files.readString(file, StandardCharsets.ISO_8859_1).contains(MARK);
    } catch (IOException e) {
      throw new ClassifineException(file + " cannot be read: " + Reason.of(e) + ".", e);
    }
  }
}
