package dev.windsock.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest {
  private final Vertx vertx = Vertx.vertx();
  @TempDir Path directory = Path.of("");

  @AfterEach
  void close() throws Exception {
    LimiterContract.await(vertx.close());
  }

  private Journal.Past open() throws Exception {
    return LimiterContract.await(
            new FileJournal(vertx, directory.resolve("data")).open(Set.of("a/b")))
        .getOrDefault("a/b", Journal.Past.UNKNOWN);
  }

  @Test
  void open_neverRan_isTheFirstRun() throws Exception {
    assertThat(open()).isEqualTo(Journal.Past.FIRST);
  }

  @Test
  void open_afterACleanEnd_tellsTheStamps() throws Exception {
    open();
    LimiterContract.await(
        new FileJournal(vertx, directory.resolve("data")).close(Map.of("a/b", List.of(5L, 7L))));
    assertThat(open()).isEqualTo(new Journal.Past(true, List.of(5L, 7L)));
    assertThat(open()).as("told once: then it is in use").isEqualTo(Journal.Past.UNKNOWN);
  }

  @Test
  void open_damaged_isUnknown() throws Exception {
    open();
    for (String text : List.of("", "closed", "closed\n1\n", "closed\nx\nclosed\n", "open\n")) {
      Files.writeString(directory.resolve("data/quota-a_b.journal"), text);
      assertThat(open()).as("'%s'", text).isEqualTo(Journal.Past.UNKNOWN);
    }
  }
}
