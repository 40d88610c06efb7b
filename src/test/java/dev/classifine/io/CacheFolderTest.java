package dev.classifine.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CacheFolderTest {

  @Test
  void itIsTheUsersUnlessItIsNamed() {
    assertEquals("/h/.cache/classifine", folder(Map.of("HOME", "/h")));
    assertEquals("/x/classifine", folder(Map.of("HOME", "/h", "XDG_CACHE_HOME", "/x")));
    assertEquals("/h/.cache/classifine", folder(Map.of("HOME", "/h", "XDG_CACHE_HOME", "x")));
    assertEquals("/c", folder(Map.of("XDG_CACHE_HOME", "/x", "CLASSIFINE_CACHE", "/c")));
    assertEquals("/h/c", folder(Map.of("HOME", "/h", "CLASSIFINE_CACHE", "~/c")));
    assertEquals("/h/.cache/classifine", folder(Map.of("HOME", "/h", "CLASSIFINE_CACHE", " ")));
  }

  @Test
  void thereIsNoneWhereItIsOffOrTheUserHasNoHome() {
    assertEquals(
        Optional.empty(), CacheFolder.from(Map.of("HOME", "/h", "CLASSIFINE_CACHE", "off")));
    assertEquals(Optional.empty(), CacheFolder.from(Map.of("HOME", "?")));
  }

  @Test
  void whatIsNoPathIsRefused() {
    UsageException error =
        assertThrows(UsageException.class, () -> folder(Map.of("CLASSIFINE_CACHE", "\0")));
    assertTrue(error.getMessage().startsWith("CLASSIFINE_CACHE: not a path"), error.getMessage());
  }

  private static String folder(Map<String, String> variables) {
    return CacheFolder.from(variables).map(Path::toString).orElseThrow();
  }
}
