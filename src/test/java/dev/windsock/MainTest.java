package dev.windsock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.config.Loaded;
import dev.windsock.config.Sources;
import dev.windsock.lab.LabOptions;
import dev.windsock.lab.Limit;
import dev.windsock.option.InvalidValueException;
import dev.windsock.redis.Ports;
import dev.windsock.score.Hints;
import dev.windsock.score.Score;
import dev.windsock.score.Scorer;
import dev.windsock.score.SymbolDirectory;
import dev.windsock.score.Target;
import dev.windsock.sentiment.Answer;
import dev.windsock.sentiment.Term;
import io.vertx.core.Future;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @TempDir Path dir;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Fake services = new Fake();
  private final Stopping stopping = new Stopping();
  private boolean errIsTerminal;
  private Map<String, String> variables = Map.of();

  private int run(String... args) {
    Terminal terminal =
        new Terminal(
            new PrintStream(out, false, UTF_8),
            new PrintStream(err, true, UTF_8),
            false,
            errIsTerminal,
            variables);
    int code = Main.run(args, () -> services, terminal, stopping);
    terminal.out().flush();
    return code;
  }

  private String out() {
    return out.toString(UTF_8);
  }

  private String err() {
    return err.toString(UTF_8);
  }

  /** Remembers what it was asked to start. */
  private static final class Fake implements Services {
    private final List<String> started = new ArrayList<>();
    private @Nullable Loaded loaded;
    private @Nullable RuntimeException refusal;
    private @Nullable Target target;
    private int stopped;
    private int port = 4711;

    @Override
    public Future<Service> start(Sources sources, Loaded with, boolean simulated) {
      started.add(simulated ? "simulated" : "live");
      loaded = with;
      return refusal != null ? Future.failedFuture(refusal) : Future.succeededFuture(service());
    }

    @Override
    public Future<Service> startLab(int port, LabOptions options) {
      started.add("lab " + port + (options.limits().isEmpty() ? "" : " " + options.limits()));
      return Future.succeededFuture(service());
    }

    private Service service() {
      return new Service() {
        @Override
        public int port() {
          return port;
        }

        @Override
        public Future<Void> stop() {
          stopped++;
          return Future.succeededFuture();
        }
      };
    }

    @Override
    public Scorer scorer() {
      return new Scorer() {
        @Override
        public Answer.ScorerId id() {
          return new Answer.ScorerId("fake", "1");
        }

        @Override
        public Score score(CharSequence text, Target about, Hints hints) {
          target = about;
          boolean up = text.toString().contains("up");
          List<Term> terms = hints.explain() ? List.of(new Term("up", 0.5)) : List.of();
          return up
              ? new Score(0.5, 0.1, 0.3, 0.6, 0.9, 1, terms)
              : new Score(-0.5, 0.6, 0.3, 0.1, 0.9, 1, terms);
        }
      };
    }

    @Override
    public SymbolDirectory directory() {
      return symbol -> symbol.code().equals("AAPL") ? List.of("Apple") : List.of();
    }
  }

  @Test
  void run_noCommand_showsUsageAndFails() {
    assertThat(run()).isEqualTo(64);
    assertThat(err()).contains("demo", "serve", "get", "score", "check-config", "print-config");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "serve", "get", "score", "check-config", "print-config", "lab"})
  void help_everyCommand_hasIt(String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(out()).startsWith("Usage: windsock " + command).doesNotContain("\u001b");
    assertThat(err()).isEmpty();
  }

  @Test
  void version_isTold() {
    assertThat(run("--version")).isZero();
    assertThat(out()).matches("(?s)windsock [0-9.]+ \\(Java [0-9]+\\)\\R");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "serv | Unmatched argument",
        "serve --prot 1 | Unknown option",
        "get | Missing required parameter: 'SYMBOL'",
        "get A!PL | symbol: 'A!PL' is not allowed; allowed: a ticker",
        "get AAPL --format xml | Invalid value for option '--format'",
        "get AAPL --url nonsense | --url: 'nonsense' is not allowed; allowed: an URL",
        "lab --port 70000 | --port: '70000' is not allowed; allowed: 0 to 65535",
        "serve --env ../../etc | env: '../../etc' is not allowed; allowed: 1 to 32 letters"
      })
  void run_wrongUse_is64AndSaysWhy(String line, String complaint) {
    assertThat(run(line.split(" "))).isEqualTo(64);
    assertThat(err()).contains(complaint).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(services.started).isEmpty();
  }

  @Test
  void serve_badConfiguration_is78WithOneLineForEachFault() {
    assertThat(run("serve", "--set", "http.port=x", "--set", "cache.ttl=1s")).isEqualTo(78);
    assertThat(err().lines()).hasSize(2).allSatisfy(it -> assertThat(it).contains("(--set); "));
    assertThat(services.started).isEmpty();
  }

  @Test
  void serve_portInUse_is78AndNamesIt() {
    services.refusal =
        new InvalidValueException("http.port", "8099 (in use)", "a free port, or 0 for any");

    assertThat(run("serve", "--set", "http.port=8099")).isEqualTo(78);
    assertThat(err())
        .startsWith("http.port: '8099 (in use)' is not allowed")
        .contains("allowed: a free port, or 0 for any (--set)")
        .hasLineCount(1);
  }

  @Test
  void serve_faultOfOurOwn_is70WithoutAStackTrace() {
    services.refusal = new IllegalStateException("broken");

    assertThat(run("serve")).isEqualTo(70);
    assertThat(err()).startsWith("windsock: broken").hasLineCount(1);
  }

  @Test
  void serve_askedToStop_drainsAndEndsWith0() {
    stopping.ask();

    assertThat(run("serve", "--set", "http.port=0")).isZero();
    assertThat(services.started).containsExactly("live");
    assertThat(services.stopped).isOne();
  }

  @Test
  void demoRehearsal_nobodyAnswers_endsAndStopsWhatItStarted() {
    services.port = 1;

    assertThat(run("demo", "--rehearse")).isEqualTo(69);
    assertThat(services.started).containsExactly("simulated");
    assertThat(services.stopped).isEqualTo(1);
  }

  @Test
  void demo_isSimulatedAndNeedsNothing() {
    stopping.ask();
    variables = Map.of("WINDSOCK_REDIS_MODE", "standalone");

    assertThat(run("demo", "--port", "0")).isZero();
    assertThat(services.started).containsExactly("simulated");
    Loaded loaded = Objects.requireNonNull(services.loaded);
    assertThat(loaded.config().http().port()).isZero();
    assertThat(loaded.config().redis().mode()).hasToString("none");
    assertThat(loaded.config().quota().dataDir()).isEmpty();
  }

  @Test
  void lab_limits_replaceThePublishedOnes() {
    stopping.ask();

    assertThat(run("lab", "--limit", "yahoo=1/10s", "--limit", "yahoo=60/1h")).isZero();
    Limit short10 = new Limit(1, 10_000);
    Limit hour = new Limit(60, 3_600_000);
    assertThat(services.started).containsExactly("lab 8081 {yahoo=" + List.of(short10, hour) + "}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"yahoo", "yahoo=1", "yahoo=0/1s", "yahoo=1/10", "yahoo=1/99d", "=1/1s"})
  void lab_malformedLimit_isRefused(String limit) {
    assertThat(run("lab", "--limit", limit)).isEqualTo(CommandException.USAGE);
    assertThat(services.started).isEmpty();
  }

  @Test
  void lab_runsTheUpstreamsAlone() {
    stopping.ask();

    assertThat(run("lab", "--port", "0")).isZero();
    assertThat(services.started).containsExactly("lab 0");
  }

  @Test
  void checkConfig_valid_saysSo() {
    assertThat(run("check-config")).isZero();
    assertThat(out()).startsWith("configuration is valid: ").containsPattern("[0-9]+ providers");
  }

  @Test
  void printConfig_masksSecretsAndNamesOrigins() {
    variables = Map.of("WINDSOCK_REDIS_PASSWORD", "hunter2");

    assertThat(run("print-config", "--set", "http.port=1")).isZero();
    assertThat(out())
        .containsPattern("http\\.port=1 +# --set\\R")
        .containsPattern("redis\\.password=\\*\\*\\*\\* +# variable WINDSOCK_REDIS_PASSWORD\\R")
        .containsPattern("cache\\.ttlJitter=0\\.1 +# conf/windsock\\.yaml:[0-9]+\\R")
        .doesNotContain("hunter2");
  }

  @Test
  void get_nobodyAtTheUrl_is69() throws IOException {
    int port = Ports.free();

    assertThat(run("get", "AAPL", "--url", "http://127.0.0.1:" + port)).isEqualTo(69);
    assertThat(err())
        .isEqualToIgnoringNewLines("windsock: nobody answers at http://127.0.0.1:" + port);
  }

  @Test
  void score_lines_areScoredAndCounted() throws IOException {
    Path file = Files.writeString(dir.resolve("posts.txt"), "going up\n\nnot so\u001b[31m good\n");

    assertThat(run("score", file.toString())).isZero();
    assertThat(out())
        .isEqualToIgnoringNewLines(
            " SCORE  LABEL    CONF  TEXT"
                + " +0.50  bullish  0.90  going up"
                + " -0.50  bearish  0.90  not so [31m good");
    assertThat(err()).contains("2 scored: 1 bullish, 0 neutral, 1 bearish");
  }

  @Test
  void score_csv_findsTheColumnAndGuardsCells() throws IOException {
    Path file =
        Files.writeString(dir.resolve("posts.csv"), "id,text\n=1+1,\"up, up\nand away\"\nb,down\n");

    assertThat(run("score", file.toString(), "--format", "csv")).isZero();
    assertThat(out().lines())
        .containsExactly(
            "id,score,label,confidence,negative,neutral,positive,relevance",
            "'=1+1,0.5000,bullish,0.9000,0.1000,0.3000,0.6000,1.0000",
            "b,-0.5000,bearish,0.9000,0.6000,0.3000,0.1000,1.0000");
  }

  @Test
  void score_csvWithoutTheColumn_namesWhatThereIs() throws IOException {
    Path file = Files.writeString(dir.resolve("posts.csv"), "id,body\n1,up\n");

    assertThat(run("score", file.toString())).isEqualTo(65);
    assertThat(err()).contains("has no column 'text'; allowed with --text-column: id, body");
    assertThat(run("score", file.toString(), "--text-column", "body")).isZero();
  }

  @Test
  void score_ndjson_keepsTheGoodLinesAndNamesTheBad() throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("posts.ndjson"),
            """
            {"id":"a","text":"up"}
            {"id":"b"
            {"id":"c"}
            {"id":"d","text":"x"}
            """);

    assertThat(run("score", file.toString(), "--format", "json", "--explain")).isEqualTo(65);
    assertThat(out().lines())
        .hasSize(2)
        .first()
        .isEqualTo(
            "{\"id\":\"a\",\"score\":0.5,\"label\":\"bullish\",\"confidence\":0.9,"
                + "\"probabilities\":[0.1,0.3,0.6],\"relevance\":1.0,\"terms\":[[\"up\",0.5]]}");
    assertThat(err()).contains("line 2: ", "line 3: has no text", "2 lines could not be read");
  }

  @Test
  void score_target_isLookedUp() throws IOException {
    Path file = Files.writeString(dir.resolve("posts.txt"), "up\n");

    assertThat(run("score", file.toString(), "--target", "aapl")).isZero();
    assertThat(services.target).isEqualTo(new Target(List.of("aapl", "AAPL", "Apple"), List.of()));
    assertThat(run("score", file.toString(), "--target", "Acme Holdings")).isZero();
    assertThat(services.target).isEqualTo(new Target(List.of("Acme Holdings"), List.of()));
  }

  @Test
  void score_longFileOnATerminal_showsABar() throws IOException {
    errIsTerminal = true;
    Path file = Files.writeString(dir.resolve("posts.txt"), "going up and up\n".repeat(20_000));

    assertThat(run("score", file.toString(), "--format", "csv")).isZero();
    assertThat(err())
        .containsPattern("█·+] [1-9][0-9] %")
        .contains("] 100 %")
        .contains("20000 scored");
    assertThat(out().lines()).hasSize(20_001);
  }

  @Test
  void score_shortFile_showsNoBar() throws IOException {
    errIsTerminal = true;
    Path file = Files.writeString(dir.resolve("posts.txt"), "going up\n");

    assertThat(run("score", file.toString())).isZero();
    assertThat(err()).doesNotContain("%");
  }

  @Test
  void score_noFile_is66() {
    assertThat(run("score", dir.resolve("none").toString())).isEqualTo(66);
    assertThat(err()).contains("none' cannot be read; allowed: a readable file").hasLineCount(1);
  }
}
