package dev.windsock.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.windsock.lab.Lab;
import dev.windsock.lab.LabOptions;
import dev.windsock.lab.LabReport;
import dev.windsock.lab.Limit;
import dev.windsock.time.VertxClock;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four processes of the packaged service, a real Redis master and its replica, everything that can
 * be done to them, and upstreams that count strictly. {@code -Dwindsock.proof.seconds=600} is how
 * long, {@code -Dwindsock.proof.seed=…} what is drawn. Needs the jar of {@code ./mvnw package}.
 */
@Tag("proof")
class RealProcessesProofIT {
  private static final int SECONDS = Integer.getInteger("windsock.proof.seconds", 600);
  private static final long SEED = Long.getLong("windsock.proof.seed", 1);
  private static final int PER_SECOND = 25;

  /** Runnable tasks for each core, on average over a minute, beyond which deadlines say nothing. */
  private static final double MAX_LOAD = 4;

  private static final Map<String, List<Limit>> LIMITS = limits();

  @TempDir private Path directory;
  private final Vertx upstream = Vertx.vertx();
  private final Vertx network = Vertx.vertx();
  private final Standstill standstill = new Standstill();
  private final Lab lab = new Lab(upstream, new VertxClock(upstream), labOptions());

  private static Map<String, List<Limit>> limits() {
    Limit quick = new Limit(10, 5_000);
    Limit slow = new Limit(20, 10_000);
    Limit slowest = new Limit(40, 30_000);
    Map<String, List<Limit>> limits = new LinkedHashMap<>();
    limits.put("stocktwits", List.of(quick));
    limits.put("hackernews", List.of(slow));
    limits.put("tickertick", List.of(slowest));
    limits.put("yahoo", List.of(quick, slow, slowest));
    return limits;
  }

  private static LabOptions labOptions() {
    LabOptions options = LabOptions.defaults();
    for (Map.Entry<String, List<Limit>> entry : LIMITS.entrySet()) {
      options = options.limits(entry.getKey(), entry.getValue().toArray(Limit[]::new));
    }
    return options;
  }

  @BeforeEach
  void start() throws Exception {
    Context loop = upstream.getOrCreateContext();
    standstill.watch(upstream, loop);
    standstill.watch(network, network.getOrCreateContext());
    Promise<Integer> listening = Promise.promise();
    loop.runOnContext(now -> lab.start(0).onComplete(listening));
    Trio.await(listening.future());
  }

  @AfterEach
  void close() throws Exception {
    Trio.await(upstream.close());
    Trio.await(network.close());
  }

  @Test
  void fourProcesses_everythingDoneToThem_violateNoQuotaAndAnswerInTime() throws Exception {
    try (RedisPair redis = RedisPair.start(network, directory);
        Fleet fleet = Fleet.start(network, redis.masterPort(), lab, LIMITS, directory)) {
      Callers callers = new Callers(fleet, PER_SECOND, standstill);
      Havoc havoc = new Havoc(network, redis, fleet, SEED);
      try {
        havoc.wreak(SECONDS);
      } finally {
        System.out.print(havoc.log());
      }
      callers.stop();
      callers.late().forEach(System.out::println);
      LabReport report = lab.report();
      long standing = standstill.longestMillis();
      System.out.printf(
          "%d s, seed %d, longest standstill of the machine %d ms, load up to %.1f%n"
              + "faults %s%n%s%n%s%n",
          SECONDS,
          SEED,
          standing,
          havoc.mostLoad(),
          havoc.done(),
          table(report),
          punctuality(callers));

      // What the machine itself held back for longer than the assumed way is nobody's fault.
      if (report.violations() > 0) {
        assumeThat(standing)
            .as("the machine stood still for longer than the assumed way of a call")
            .isLessThan(Fleet.TRANSIT_MILLIS);
      }
      assertThat(report.violations()).as("%s", fleet.logs()).isZero();
      assertThat(callers.answers().keySet())
          .isSubsetOf(Set.of("200 ok", "200 partial", "200 stale", "200 no_data", "504"));
      assertThat(report.requests()).isGreaterThan(SECONDS);

      // Processes that wait for a processor cannot keep to a deadline either.
      List<Callers.Late> ours = callers.late().stream().filter(Callers.Late::isOurs).toList();
      if (!ours.isEmpty()) {
        assumeThat(havoc.mostLoad())
            .as("the machine had more to do than it could, so %s says nothing", ours)
            .isLessThan(MAX_LOAD * Runtime.getRuntime().availableProcessors());
      }
      assertThat(ours).as("answers after their deadline").isEmpty();
    }
  }

  @Test
  void fourProcesses_toldMoreThanTheUpstreamsAllow_areFoundOut() throws Exception {
    Map<String, List<Limit>> more = new LinkedHashMap<>();
    LIMITS.forEach(
        (id, each) ->
            more.put(
                id,
                each.stream()
                    .map(limit -> new Limit(2 * limit.count(), limit.windowMillis()))
                    .toList()));
    try (RedisPair redis = RedisPair.start(network, directory);
        Fleet fleet = Fleet.start(network, redis.masterPort(), lab, more, directory)) {
      Callers callers = new Callers(fleet, PER_SECOND, standstill);
      Pause.of(network, 15_000);
      callers.stop();
      System.out.println(table(lab.report()));
      assertThat(lab.report().providers().values())
          .allSatisfy(counted -> assertThat(counted.violations()).isPositive());
    }
  }

  private static String punctuality(Callers callers) {
    List<Long> took = callers.tookMillis();
    long onTime = took.stream().filter(millis -> millis <= Fleet.DEADLINE_MILLIS).count();
    return String.format(
        Locale.ROOT,
        "%d requests: %d answered within %d ms, slowest %d ms, %s; %d more to instances that were"
            + " killed or stopped meanwhile",
        took.size(),
        onTime,
        Fleet.DEADLINE_MILLIS,
        took.isEmpty() ? 0 : took.get(took.size() - 1),
        callers.answers(),
        callers.disturbed());
  }

  private static String table(LabReport report) {
    return report.providers().entrySet().stream()
        .map(
            entry ->
                String.format(
                    Locale.ROOT,
                    "%-12s %5d calls, %3.0f %% of the quota, violations %d, %s",
                    entry.getKey(),
                    entry.getValue().requests(),
                    100 * entry.getValue().requests() / allowed(entry.getKey()),
                    entry.getValue().violations(),
                    entry.getValue().windows().stream()
                        .map(
                            w ->
                                "at most %d (aligned %d) of %d in %d s"
                                    .formatted(
                                        w.peak(),
                                        w.alignedPeak(),
                                        w.limit().count(),
                                        w.limit().windowMillis() / 1_000))
                        .toList()))
        .collect(Collectors.joining("\n"));
  }

  private static double allowed(String provider) {
    return LIMITS.getOrDefault(provider, List.of()).stream()
        .mapToDouble(limit -> SECONDS * 1_000.0 / limit.windowMillis() * limit.count())
        .min()
        .orElse(Double.NaN);
  }
}
