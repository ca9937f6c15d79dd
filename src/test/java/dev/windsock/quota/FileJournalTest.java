package dev.windsock.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windsock.bus.Messages.Priority;
import dev.windsock.bus.QuotaMessages.Acquire;
import dev.windsock.bus.QuotaMessages.Permit;
import dev.windsock.option.InvalidValueException;
import dev.windsock.time.ManualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest {
  private final Vertx vertx = Vertx.vertx();
  @TempDir Path directory = Path.of("");
  private FileJournal latest = new FileJournal(vertx, Path.of("unused"));

  @AfterEach
  void close() throws Exception {
    LimiterContract.await(vertx.close());
  }

  private Journal.Past open() throws Exception {
    return LimiterContract.await(journal().open(Set.of("a/b")))
        .getOrDefault("a/b", Journal.Past.UNKNOWN);
  }

  @Test
  void open_neverRan_isTheFirstRun() throws Exception {
    assertThat(open()).isEqualTo(Journal.Past.FIRST);
  }

  @Test
  void open_afterACleanEnd_tellsTheStamps() throws Exception {
    open();
    LimiterContract.await(journal().close(Map.of("a/b", List.of(5L, 7L))));
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

  /** A new process's journal: the one before is over, in whatever way, and its lock with it. */
  private FileJournal journal() throws Exception {
    LimiterContract.await(latest.release());
    latest = new FileJournal(vertx, directory.resolve("data"));
    return latest;
  }

  @Test
  void open_anotherInstanceHasTheDirectory_isRefusedUntilItEnds() throws Exception {
    FileJournal first = journal();
    LimiterContract.await(first.open(Set.of("a")));
    FileJournal second = new FileJournal(vertx, directory.resolve("data"));
    assertThatThrownBy(() -> LimiterContract.await(second.open(Set.of("a"))))
        .cause()
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("quota.dataDir: '")
        .hasMessageContaining("data' is not allowed")
        .hasMessageEndingWith("a directory of this instance alone (another that runs has it)");
    LimiterContract.await(first.close(Map.of("a", List.of(5L))));
    LimiterContract.await(first.open(Set.of("b")));
    LimiterContract.await(first.release());
    assertThat(LimiterContract.await(second.open(Set.of("a"))).get("a"))
        .isEqualTo(new Journal.Past(true, List.of(5L)));
    LimiterContract.await(second.release());
  }

  @Test
  void open_anotherProcessHasTheDirectory_isRefusedUntilItIsKilled() throws Exception {
    Path data = Files.createDirectories(directory.resolve("data"));
    Process other = holder(data);
    try {
      assertThat(other.getInputStream().read()).as("that it is locked").isEqualTo('l');
      assertThatThrownBy(() -> LimiterContract.await(journal().open(Set.of("a"))))
          .hasMessageContaining("a directory of this instance alone");
    } finally {
      other.destroyForcibly().waitFor();
    }
    assertThat(LimiterContract.await(journal().open(Set.of("a"))).get("a"))
        .isEqualTo(Journal.Past.FIRST);
  }

  @Test
  void open_refusedToASecondInstanceInTheProcess_staysRefusedToOtherProcesses() throws Exception {
    FileJournal first = journal();
    LimiterContract.await(first.open(Set.of("a")));
    FileJournal second = new FileJournal(vertx, directory.resolve("data"));
    assertThatThrownBy(() -> LimiterContract.await(second.open(Set.of("a"))))
        .hasMessageContaining("a directory of this instance alone");
    Process other = holder(directory.resolve("data"));
    try {
      assertThat(other.getInputStream().read()).as("it ends without the lock").isEqualTo(-1);
    } finally {
      other.destroyForcibly().waitFor();
    }
  }

  /** Another process that takes the directory. */
  private static Process holder(Path data) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            place(LockHolder.class) + File.pathSeparator + place(DirectoryLock.class),
            LockHolder.class.getName(),
            data.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static Path place(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** A process that has the directory until it is killed. */
  static final class LockHolder {
    private LockHolder() {}

    public static void main(String[] args) throws Exception {
      new DirectoryLock(Path.of(args[0])).take();
      System.out.print('l');
      System.out.flush();
      System.in.read(); // Nobody writes; the end of who started it ends this too.
    }
  }

  private Journal.Past reopen() throws Exception {
    return LimiterContract.await(journal().open(Set.of("slow"), Set.of("slow")))
        .getOrDefault("slow", Journal.Past.UNKNOWN);
  }

  private Path file() {
    return directory.resolve("data/quota-slow.journal");
  }

  /** Notes grants as a process that is killed afterwards. */
  private void noteAndDie(long... stamps) throws Exception {
    FileJournal journal = journal();
    LimiterContract.await(journal.open(Set.of("slow"), Set.of("slow")));
    for (long stamp : stamps) {
      LimiterContract.await(journal.note("slow", new Journal.Note(stamp, 2), 1_000, 900));
    }
  }

  @Test
  void open_afterAKill_tellsEveryGrantThatWasNoted() throws Exception {
    noteAndDie(1_500, 1_600);
    assertThat(reopen()).isEqualTo(new Journal.Past(true, List.of(1_500L, 1_500L, 1_600L, 1_600L)));
    assertThat(reopen()).as("and again").isEqualTo(reopen());
    noteAndDie(1_700);
    assertThat(reopen().stamps()).containsExactly(1_500L, 1_500L, 1_600L, 1_600L, 1_700L, 1_700L);
  }

  @Test
  void open_lastRecordTornAnywhere_tellsTheOnesBefore() throws Exception {
    noteAndDie(1_500, 1_600);
    String whole = Files.readString(file());
    int last = whole.indexOf("1600");
    for (int cut = last; cut < whole.length(); cut++) {
      Files.writeString(file(), whole.substring(0, cut));
      assertThat(reopen().stamps()).as("cut at %d", cut).containsExactly(1_500L, 1_500L);
    }
    Files.writeString(file(), whole.substring(0, last) + "\0".repeat(whole.length() - last));
    assertThat(reopen().stamps()).as("blocks that were never written").hasSize(2);
    Files.writeString(file(), whole.substring(0, whole.length() - 3) + "x\n");
    assertThat(reopen().stamps()).as("a last line that does not check").hasSize(2);
  }

  @Test
  void open_damagedInTheMiddle_isUnknownUntilItDoesNotMatter() throws Exception {
    noteAndDie(1_500, 1_600);
    Files.writeString(file(), Files.readString(file()).replace("1500", "1400"));
    FileJournal journal = journal();
    assertThat(LimiterContract.await(journal.open(Set.of("slow"), Set.of("slow"))).get("slow"))
        .isEqualTo(Journal.Past.UNKNOWN);
    LimiterContract.await(journal.note("slow", new Journal.Note(2_500, 1), 2_000, 900));
    assertThat(Files.readString(file())).isEqualTo("open\n");
    LimiterContract.await(journal.note("slow", new Journal.Note(3_500, 1), 2_900, 900));
    assertThat(reopen().stamps()).containsExactly(2_500L, 3_500L);
  }

  @Test
  void note_manyTimes_theFileStaysSmall() throws Exception {
    FileJournal journal = journal();
    LimiterContract.await(journal.open(Set.of("slow"), Set.of("slow")));
    for (int i = 0; i < 1_100; i++) {
      LimiterContract.await(journal.note("slow", new Journal.Note(i, 1), i, 10));
    }
    assertThat(Files.readAllLines(file()).size()).isLessThan(200);
    assertThat(reopen().stamps()).contains(1_089L, 1_099L);
  }

  @Test
  void acquire_slowQuotaKilledWithoutAClose_goesOnWhereItWas() throws Exception {
    ManualClock clock = new ManualClock();
    QuotaOptions options = LimiterContract.options(1, 1);
    Map<String, ProviderQuota> daily =
        Map.of("slow", LimiterContract.quota(new Window(25, Duration.ofDays(1))));
    for (int run = 0; run < 6; run++) {
      Quotas quotas = new Quotas(clock, null, "ws", options, new SimpleMeterRegistry());
      LimiterContract.await(quotas.start(Runnable::run, journal(), daily));
      int granted =
          LimiterContract.await(quotas.acquire(new Acquire("slow", 1, 10, Priority.INTERACTIVE, 0)))
              .granted();
      assertThat(granted).as("run %d", run).isEqualTo(run < 2 ? 10 : run == 2 ? 5 : 0);
      assertThat(quotas.peek("slow").quotas().get(0).quarantinedUntil()).isNull();
    }
  }

  @Test
  void acquire_journalCannotBeWritten_isRefusedAndNotUsed() throws Exception {
    Quotas quotas =
        new Quotas(
            new ManualClock(),
            null,
            "ws",
            LimiterContract.options(1, 1),
            new SimpleMeterRegistry());
    LimiterContract.await(
        quotas.start(
            Runnable::run,
            journal(),
            Map.of("slow", LimiterContract.quota(new Window(25, Duration.ofDays(1))))));
    Files.delete(directory.resolve("data/quota-slow-.journal"));
    Permit permit =
        LimiterContract.await(quotas.acquire(new Acquire("slow", 1, 9, Priority.WARMING, 0)));
    assertThat(permit.granted()).isZero();
    assertThat(permit.reason()).isEqualTo("held");
    assertThat(permit.remaining()).as("spent all the same").isEqualTo(16);
  }
}
