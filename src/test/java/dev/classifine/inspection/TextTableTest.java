package dev.classifine.inspection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class TextTableTest {

  @Test
  void everyTextIsFoundAgainAndNoOther() {
    TextTable table = new TextTable();
    for (int i = 0; i < 20_000; i++) {
      table.add(table.key("text " + i, null), i % 7, i);
    }
    assertEquals(20_000, table.size());
    for (int i = 0; i < 20_000; i++) {
      assertEquals(new TextTable.First(i % 7, i), table.get(table.key("text " + i, null)));
      assertNull(table.get(table.key("other " + i, null)));
    }
    assertNull(table.get(table.key("text 1", "")));
  }
}
