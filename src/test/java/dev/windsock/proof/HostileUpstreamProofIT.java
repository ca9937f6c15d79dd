package dev.windsock.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.lab.Fault;
import dev.windsock.lab.Lab;
import dev.windsock.lab.LabOptions;
import dev.windsock.lab.Limit;
import dev.windsock.time.VertxClock;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every upstream sends gzip bombs, bodies without end and dripping bodies to the packaged service,
 * which has 256 MB: it lives on, answers, and keeps nothing of them.
 */
@Tag("proof")
class HostileUpstreamProofIT {
  private static final List<String> PROVIDERS =
      List.of("stocktwits", "hackernews", "tickertick", "yahoo", "google_news");
  private static final int SECONDS_EACH = Integer.getInteger("windsock.proof.seconds", 21) / 3;
  private static final long MAX_GROWTH_BYTES = 64L << 20;
  private static final int OFTEN = 1_000_000;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    Trio.await(vertx.close());
  }

  @Test
  void serve_bombsEndlessAndDrippingBodies_livesOnAndKeepsNothing() throws Exception {
    LabOptions options = LabOptions.defaults();
    for (String provider : PROVIDERS) {
      options = options.limits(provider, new Limit(OFTEN, 1_000));
    }
    Lab lab = new Lab(vertx, new VertxClock(vertx), options);
    Trio.await(lab.start(0));
    try (JarProcess service =
        JarProcess.start(
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"),
            arguments(lab))) {
      // The first questions deploy the providers and load classes.
      new Crowd(List.of(service.port()), 15_000, 4, 200).ask(Duration.ofSeconds(3));
      Crowd good = new Crowd(List.of(service.port()), 0, 20, 200);
      good.ask(Duration.ofSeconds(5));
      long before = service.liveBytes();
      System.out.printf(
          "well-meaning upstreams: %s, live heap %s%n", good.answers(), mebibytes(before));

      int from = 0;
      for (Fault.Kind kind : List.of(Fault.Kind.GZIP_BOMB, Fault.Kind.ENDLESS, Fault.Kind.DRIP)) {
        lab.clearFaults();
        PROVIDERS.forEach(provider -> lab.fault(provider, Fault.of(kind)));
        long earlier = lab.report().requests();
        from += 2_000;
        Crowd crowd = new Crowd(List.of(service.port()), from, 30, 200);
        crowd.ask(Duration.ofSeconds(SECONDS_EACH));
        long live = service.liveBytes();
        long calls = lab.report().requests() - earlier;
        System.out.printf(
            "%s: %d requests, %d calls upstream, %s, live heap %s, growth %s%n",
            kind, crowd.asked(), calls, crowd.answers(), mebibytes(live), mebibytes(live - before));

        assertThat(service.isAlive()).as("%s", service.log()).isTrue();
        assertThat(calls).isGreaterThan(50);
        assertThat(live - before).isLessThan(MAX_GROWTH_BYTES);
        assertThat(statuses(crowd.answers())).as("%s", service.log()).containsOnly("200");
      }

      lab.clearFaults();
      Crowd after = new Crowd(List.of(service.port()), from + 2_000, 20, 200);
      after.ask(Duration.ofSeconds(5));
      System.out.printf("well-meaning again: %s%n", after.answers());
      assertThat(after.answers()).containsKey("200 ok");
    }
  }

  private static Set<String> statuses(Map<String, Integer> answers) {
    return answers.keySet().stream()
        .map(answer -> answer.substring(0, 3))
        .collect(Collectors.toSet());
  }

  private static List<String> arguments(Lab lab) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "http.port=0",
                "redis.mode=none",
                "quota.dataDir=",
                // Nothing leaves the machine.
                "providers.bluesky.enabled=false",
                "providers.defaults.deadline=2s",
                "providers.defaults.quotas=[{limit: 100000, window: 1s}]",
                // It is to go on asking: an open breaker would spare it the bodies.
                "providers.defaults.breaker.minCalls=10000"));
    for (String provider : PROVIDERS) {
      settings.add("providers." + provider + ".baseUrl=" + lab.baseUrl(provider));
      settings.add("providers." + provider + ".quotas=[{limit: 100000, window: 1s}]");
    }
    List<String> arguments = new ArrayList<>(List.of("serve"));
    settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return arguments;
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
  }
}
