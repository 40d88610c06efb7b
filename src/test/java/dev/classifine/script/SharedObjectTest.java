package dev.classifine.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedObjectTest {

  @TempDir private Path folder;

  @Test
  void theSystemLoadsItAndItsFunctionsReturnOne() throws IOException {
    Assumptions.assumeTrue(Platform.isLinux() && Platform.isIntel() && Platform.is64Bit());
    Path file = folder.resolve("three.so");
    Files.write(file, SharedObject.returningOne(List.of("first", "second_of_three", "third")));
    try (NativeLibrary library = NativeLibrary.getInstance(file.toString())) {
      for (String function : List.of("first", "second_of_three", "third")) {
        assertEquals(1, library.getFunction(function).invokeInt(new Object[0]), function);
      }
      assertThrows(UnsatisfiedLinkError.class, () -> library.getFunction("fourth"));
    }
  }

  @Test
  void moreThanAPageHoldsIsRefused() {
    List<String> many = Collections.nCopies(200, "a_function");
    assertThrows(IllegalArgumentException.class, () -> SharedObject.returningOne(many));
  }
}
