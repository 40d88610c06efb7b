package dev.classifine.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubModelTest {

  @Test
  void namesWithAndWithoutRevision() {
    assertEquals(
        Optional.of(new HubModel("bert-base-uncased", "main")),
        HubModel.parse("bert-base-uncased"));
    assertEquals(
        Optional.of(new HubModel("_a/B.c_d-1", "main")), HubModel.parse("_a/B.c_d-1@main"));
    assertEquals(
        Optional.of(new HubModel("org/name", "refs/pr/1")), HubModel.parse("org/name@refs/pr/1"));
    assertEquals("org/name@v1.0", HubModel.parse("org/name@v1.0").orElseThrow().toString());
    assertEquals("org/name", new HubModel("org/name").toString());
    assertTrue(new HubModel("a", "0".repeat(40)).isCommit());
    assertTrue(HubModel.parse("a".repeat(96)).isPresent());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "/",
        "a/",
        "/a",
        "a/b/c",
        "./a",
        "../a",
        "a/..",
        "a/../b",
        "a..b",
        "a--b",
        "-a",
        "a-",
        "a.",
        ".a",
        "a/.b",
        "a/b.git",
        "a b",
        "a\\b",
        "C:\\a",
        "\u00e9",
        "a\u0000",
        "a\n",
        "~a",
        "a%2fb",
        "a:b",
        "a@",
        "a@..",
        "a@b/../c",
        "a@/b",
        "a@b/",
        "a@b//c",
        "a@.b",
        "a@b/.c",
        "a@-b",
        "a@b c",
        "a@b?c",
        "a@b#c",
        "a@b%2f",
        "a@b\\c",
        "a@b@c",
        "a@b\n"
      })
  void whatIsNotAName(String text) {
    assertEquals(Optional.empty(), HubModel.parse(text));
  }

  @Test
  void namesThatAreTooLong() {
    assertEquals(Optional.empty(), HubModel.parse("a".repeat(97)));
    assertEquals(Optional.empty(), HubModel.parse("a@" + "b".repeat(201)));
  }

  @Test
  void theErrorsNameTheRule() {
    UsageException error = assertThrows(UsageException.class, () -> new HubModel("../a"));
    assertTrue(error.getMessage().contains("\"../a\"") && error.getMessage().contains("96"));
    error = assertThrows(UsageException.class, () -> new HubModel("a", "../b"));
    assertTrue(error.getMessage().contains("\"../b\""), error.getMessage());
  }
}
