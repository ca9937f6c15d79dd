package dev.windsock.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.monitor.Health.Finding;
import dev.windsock.monitor.Health.Status;
import dev.windsock.time.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class HealthTest {
  private final ManualClock clock = new ManualClock();
  private final Map<String, Supplier<Future<Finding>>> probes = new LinkedHashMap<>();

  @Test
  void check_parts_theWorstIsTheVerdict() {
    probes.put("cache", () -> Future.succeededFuture(Finding.UP));
    probes.put(
        "redis", () -> Future.succeededFuture(new Finding(Status.DEGRADED, "serving from memory")));

    Health.Report report = new Health(clock, probes).check().result();

    assertThat(report.status()).isEqualTo(Status.DEGRADED);
    assertThat(report.components())
        .extracting(Health.Component::name)
        .containsExactly("cache", "redis");
    assertThat(clock.armed()).isZero();
  }

  @Test
  void check_probeThatThrowsOrFails_isDownWithoutItsMessage() {
    probes.put("a", () -> Future.failedFuture("secret"));
    probes.put(
        "b",
        () -> {
          throw new IllegalStateException("secret");
        });

    Health.Report report = new Health(clock, probes).check().result();

    assertThat(report.components())
        .allSatisfy(it -> assertThat(it.status()).isEqualTo(Status.DOWN));
    assertThat(report.toString()).doesNotContain("secret");
  }

  @Test
  void check_probeThatHangs_isDownAfterItsTime() {
    Promise<Finding> never = Promise.promise();
    probes.put("redis", never::future);
    Future<Health.Report> report = new Health(clock, probes).check();
    assertThat(report.isComplete()).isFalse();

    clock.advance(Duration.ofMillis(500));

    assertThat(report.result().components().get(0))
        .isEqualTo(new Health.Component("redis", Status.DOWN, "no answer in time", 500));
    never.complete(Finding.UP);
  }
}
