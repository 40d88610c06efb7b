package dev.classifine.data;

import static dev.classifine.data.DataFiles.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.classifine.error.UsageException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JdbcDatabaseTest {

  @Test
  void itsTextHoldsNoLogin() {
    JdbcDatabase database =
        JdbcDatabase.of("jdbc:postgresql://ada@db.example:5432/tickets?ssl=true&token=hush")
            .withLogin("ada", "hush")
            .withProperties(Map.of("sslpassword", "hush"));
    assertEquals("jdbc:postgresql://***@db.example:5432/tickets", database.toString());
    assertEquals(
        "jdbc:h2:/data/tickets", JdbcDatabase.of("jdbc:h2:/data/tickets;IFEXISTS=TRUE").toString());
    assertEquals(
        "jdbc:mysql://address=",
        JdbcDatabase.of("jdbc:mysql://address=(host=db)(user=ada)(token=hush)/t").toString());
    assertEquals(
        "jdbc:oracle:thin:***@",
        JdbcDatabase.of("jdbc:oracle:thin:ada@(DESCRIPTION=(ADDRESS=(HOST=db)))").toString());
    assertFalse(List.of(database).toString().contains("hush"));
    assertEquals("no *** here", database.cleaned("no hush here"));
  }

  @Test
  void aPasswordInTheUrlIsRefusedAndNotRepeated() {
    for (String url :
        List.of(
            "jdbc:postgresql://host/db?user=ada&password=hush",
            "jdbc:sqlserver://host;user=ada;Password=hush",
            "jdbc:mysql://ada:hush@host/db",
            "jdbc:mysql://(host=db,user=ada,password=hush)/tickets",
            "jdbc:mysql://address=(host=db)(user=ada)(password=hush)/t",
            "jdbc:mysql://host/db?password2=hush",
            "jdbc:postgresql://host/db?ssl=true&sslpassword=hush",
            "jdbc:oracle:oci:scott/hush@db",
            "jdbc:oracle:thin:ada/hush@host:1521/db")) {
      UsageException thrown =
          org.junit.jupiter.api.Assertions.assertThrows(
              UsageException.class, () -> JdbcDatabase.of(url), url);
      assertFalse(thrown.getMessage().contains("hush"), thrown.getMessage());
    }
    assertFails(UsageException.class, () -> JdbcDatabase.of("postgresql://host/db"), "jdbc:");
  }
}
