package dev.classifine.data;

import static dev.classifine.data.DataFiles.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SqlTextTest {

  @Test
  void aQueryIsToldByItsFirstWord() {
    for (String query :
        List.of("SELECT 1", "select\n1", " With x AS (SELECT 1) FROM x", "FROM 'a.csv'")) {
      assertTrue(SqlText.isQuery(query), query);
    }
    for (String file : List.of("selected.csv", "with.csv", "from/train.csv", "train.csv", "")) {
      assertFalse(SqlText.isQuery(file), file);
    }
  }

  @Test
  void theOrderOfAPartIsNotThatOfTheWhole() {
    for (String ordered :
        List.of(
            "SELECT a FROM t ORDER BY a",
            "SELECT a FROM t order\n by a LIMIT 3",
            "SELECT a FROM (SELECT a FROM t) x ORDER BY (a)")) {
      assertTrue(new SqlText(ordered).isOrdered(), ordered);
    }
    for (String other :
        List.of(
            "SELECT a FROM t",
            "SELECT a FROM (SELECT a FROM t ORDER BY a)",
            "SELECT row_number() OVER (ORDER BY a) FROM t",
            "SELECT 'it''s ORDER BY' FROM t",
            "SELECT \"ORDER BY\" FROM t -- ORDER BY a",
            "SELECT a /* ORDER BY a */ FROM t")) {
      assertFalse(new SqlText(other).isOrdered(), other);
    }
  }

  @Test
  void oneStatementIsTakenWithoutItsSemicolon() {
    assertEquals("SELECT ';' FROM t", new SqlText(" SELECT ';' FROM t ; ").text());
    assertEquals("SELECT 1", new SqlText("SELECT 1; -- the end").text());
    assertFails(
        UsageException.class,
        () -> new SqlText("SELECT 1; INSTALL httpfs"),
        "more than one statement");
  }

  @Test
  void aLongQueryIsShownByItsBeginAndEnd() {
    String shown = new SqlText("SELECT  text,\n label FROM t WHERE " + "x".repeat(99)).shown();
    assertTrue(shown.startsWith("SELECT text, label FROM t WHERE xxx"), shown);
    assertTrue(shown.contains("...xxx") && shown.length() <= 80, shown);
  }
}
