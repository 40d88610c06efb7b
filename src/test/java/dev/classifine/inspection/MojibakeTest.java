package dev.classifine.inspection;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MojibakeTest {

  private static final List<String> TEXTS =
      List.of("café", "naïve – ok", "“quoted”", "Größe 5°", "Привет", "日本語", "€ 5", "🎉 party");

  @Test
  void textsThatWereReadWronglyAreFound() {
    for (String text : TEXTS) {
      String latin = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
      assertTrue(Mojibake.isIn(latin), latin);
    }
    for (String text : List.of("café", "“quoted", "Größe 5°", "€ 5")) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      assertTrue(Mojibake.isIn(new String(bytes, Charset.forName("windows-1252"))), text);
    }
  }

  @Test
  void textsThatAreAsTheyShouldBeAreNot() {
    for (String text : TEXTS) {
      assertFalse(Mojibake.isIn(text), text);
    }
    for (String text :
        List.of("", "plain", "ÄÖÜ", "éé", "«oui»", "5°–7°", "señor¿¡", "ÆØÅ", "œuvre")) {
      assertFalse(Mojibake.isIn(text), text);
    }
  }
}
