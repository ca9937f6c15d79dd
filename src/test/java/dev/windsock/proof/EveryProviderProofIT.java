package dev.windsock.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.lab.Fault;
import dev.windsock.lab.Fault.Kind;
import dev.windsock.lab.Lab;
import dev.windsock.lab.LabOptions;
import dev.windsock.lab.LabReport;
import dev.windsock.lab.Limit;
import dev.windsock.time.VertxClock;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every provider at once for ten minutes ({@code -Dwindsock.proof.seconds}) against upstreams that
 * go wrong at random ({@code -Dwindsock.proof.seed}), in the packaged service with 256 MB: no quota
 * is broken as the upstreams count it, no answer is an error of ours, and nothing is left behind.
 */
@Tag("proof")
class EveryProviderProofIT {
  private static final int SECONDS = Integer.getInteger("windsock.proof.seconds", 600);
  private static final long SEED = Long.getLong("windsock.proof.seed", 1);
  private static final long MAX_GROWTH_BYTES = 64L << 20;
  private static final int CALLS = 30;
  private static final int WINDOW_SECONDS = 10;
  private static final Duration ROUND = Duration.ofSeconds(5);
  private static final Duration QUIET = Duration.ofSeconds(15);
  private static final List<String> KNOWN =
      List.of("TSLA", "AAPL", "MSFT", "NVDA", "AMZN", "META", "GOOGL", "NFLX", "AMD", "INTC");
  private static final String EXCHANGE = "dev.windsock.provider.Exchange";
  private static final String VERTICLE = "dev.windsock.provider.ProviderVerticle";
  private static final String CONNECTION = "io.vertx.core.http.impl.http1.Http1ClientConnection";
  private static final String TIMER = "io.vertx.core.impl.VertxImpl$InternalTimerHandler";

  private final Vertx vertx = Vertx.vertx();
  private final Random random = new Random(SEED);

  @AfterEach
  void close() throws Exception {
    Trio.await(vertx.close());
  }

  @Test
  void serve_everyProviderWithRandomFaults_breaksNoQuotaAndLeavesNothingBehind() throws Exception {
    LabOptions options = LabOptions.defaults();
    for (String provider : Lab.played()) {
      options = options.limits(provider, new Limit(CALLS, WINDOW_SECONDS * 1_000L));
    }
    Lab lab = new Lab(vertx, new VertxClock(vertx), options);
    Trio.await(lab.start(0));
    try (JarProcess service =
        JarProcess.start(
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"),
            arguments(lab))) {
      Crowd first = new Crowd(List.of(service.port()), 15_000, 10, 100, KNOWN);
      first.ask(Duration.ofSeconds(20));
      Crowd still = new Crowd(List.of(service.port()), 16_000, 1, 1, KNOWN);
      still.ask(QUIET);
      long bytes = service.liveBytes();
      long timers = service.liveObjects(TIMER);
      System.out.printf(
          "seed %d, %d providers asked; before: %s, %d timers, %s%n",
          SEED, lab.report().providers().size(), mebibytes(bytes), timers, first.answers());

      int asked = 0;
      int errors = 0;
      for (int round = 0; round * ROUND.toSeconds() < SECONDS; round++) {
        misbehave(lab);
        Crowd crowd = new Crowd(List.of(service.port()), round * 100, 20, 100, KNOWN);
        crowd.ask(ROUND);
        asked += crowd.asked();
        errors +=
            crowd.answers().entrySet().stream()
                .filter(answer -> !answer.getKey().startsWith("200"))
                .mapToInt(Map.Entry::getValue)
                .sum();
        assertThat(service.isAlive()).as("%s", service.log()).isTrue();
      }
      lab.clearFaults();
      new Crowd(List.of(service.port()), 17_000, 1, 1, KNOWN).ask(QUIET.plus(QUIET));

      LabReport report = lab.report();
      long after = service.liveBytes();
      System.out.printf(
          "%d s: %d questions, %d not answered with 200, %d calls upstream, %d violations,"
              + " live heap %s, growth %s, %d exchanges, %d verticles, %d timers%n",
          SECONDS,
          asked,
          errors,
          report.requests(),
          report.violations(),
          mebibytes(after),
          mebibytes(after - bytes),
          service.liveObjects(EXCHANGE),
          service.liveObjects(VERTICLE),
          service.liveObjects(TIMER));
      report
          .providers()
          .forEach(
              (id, counts) ->
                  System.out.printf(
                      "  %s: %d calls, peak %d of %d, faults %s%n",
                      id,
                      counts.requests(),
                      counts.windows().get(0).peak(),
                      CALLS,
                      counts.faults().size()));
      assertThat(report.violations()).isZero();
      assertThat(report.trapped()).isZero();
      assertThat(errors).as("%s", service.log()).isZero();
      assertThat(after - bytes).isLessThan(MAX_GROWTH_BYTES);
      assertThat(service.liveObjects(EXCHANGE)).as("exchanges under way").isLessThanOrEqualTo(8);
      assertThat(service.liveObjects(VERTICLE)).isLessThanOrEqualTo(Lab.played().size());
      assertThat(service.liveObjects(CONNECTION)).isLessThanOrEqualTo(4L * Lab.played().size());
      assertThat(service.liveObjects(TIMER)).isLessThanOrEqualTo(timers + 20);
    }
  }

  /** About a third of the upstreams, each with something of its own, for half of the calls. */
  private void misbehave(Lab lab) {
    lab.clearFaults();
    Kind[] kinds = Kind.values();
    for (String provider : lab.providers()) {
      if (random.nextInt(3) == 0) {
        lab.fault(provider, Fault.of(kinds[random.nextInt(kinds.length)]).chance(0.5));
      }
    }
  }

  private static List<String> arguments(Lab lab) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "http.port=0",
                "redis.mode=none",
                "quota.dataDir=",
                "quota.permitValidity=500ms",
                "quota.transit=2s",
                "providers.defaults.deadline=2s",
                "providers.defaults.ttl=5s",
                "providers.defaults.breaker.openFor=2s",
                "providers.defaults.breaker.suspendFor=3s"));
    for (String provider : lab.providers()) {
      String block = "providers." + provider + ".";
      String url = lab.baseUrl(provider);
      settings.add(block + "enabled=true");
      settings.add(block + "baseUrl=" + url);
      settings.add(block + "baseUrls={www: \"" + url + "\", efts: \"" + url + "\"}");
      settings.add(block + "quotas=[{limit: " + CALLS + ", window: " + WINDOW_SECONDS + "s}]");
      settings.add(
          block + "credentials={token: t, key: k, id: i, secret: s, keyId: a, secretKey: b}");
      settings.add(block + "stream.url=" + url);
      settings.add(block + "settings={contact: ops@example.com, subreddits: stocks+investing}");
    }
    List<String> arguments = new ArrayList<>(List.of("serve"));
    settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return arguments;
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
  }
}
