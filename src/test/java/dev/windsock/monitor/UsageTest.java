package dev.windsock.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.time.ManualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class UsageTest {
  private final ManualClock clock = new ManualClock();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final UsageMeters meters = new UsageMeters(registry);

  private Usage usage(int maxSources) {
    return new Usage(new MonitorOptions(Duration.ofDays(7), maxSources), clock, meters);
  }

  private long metersOf(String source) {
    return registry.getMeters().stream()
        .filter(meter -> source.equals(meter.getId().getTag("source")))
        .count();
  }

  @Test
  void used_counts_totalsAndMinutes() {
    Usage usage = usage(10);
    usage.used("yahoo", 3, false);
    clock.advance(Duration.ofMinutes(1));
    usage.used("yahoo", 0, true);

    Usage.SourceUsage yahoo = usage.sources().get(0);

    assertThat(yahoo.uses()).isEqualTo(2);
    assertThat(yahoo.failures()).isEqualTo(1);
    assertThat(yahoo.items()).isEqualTo(3);
    assertThat(yahoo.lastUsed()).hasToString("2026-11-23T12:01:00Z");
    assertThat(yahoo.minutes()).extracting(Usage.Minute::uses).containsExactly(1L, 1L);
    assertThat(registry.counter("windsock.source.uses", "source", "yahoo", "result", "ok").count())
        .isOne();
  }

  @Test
  void used_longHistory_keepsTheLastHour() {
    Usage usage = usage(10);
    for (int minute = 0; minute < 500; minute++) {
      usage.used("yahoo", 1, false);
      clock.advance(Duration.ofMinutes(1));
    }

    assertThat(usage.sources().get(0).minutes()).hasSize(Usage.HISTORY);
    assertThat(usage.sources().get(0).uses()).isEqualTo(500);
  }

  @Test
  void sweep_unusedForTheTtl_forgetsSourceAndMeters() {
    Usage usage = usage(10);
    usage.used("old", 1, false);
    clock.advance(Duration.ofDays(6));
    usage.used("young", 1, false);
    assertThat(usage.sweep()).isZero();

    clock.advance(Duration.ofDays(1));

    assertThat(usage.sweep()).isOne();
    assertThat(usage.sources()).extracting(Usage.SourceUsage::source).containsExactly("young");
    assertThat(metersOf("old")).isZero();
    assertThat(metersOf("young")).isEqualTo(3);
  }

  @Test
  void used_rapidSwitchingOfSources_staysBounded() {
    Usage usage = usage(100);
    usage.used("kept", 1, false);
    for (int i = 0; i < 100_000; i++) {
      usage.used("s" + i, 1, false);
      if (i % 50 == 0) {
        usage.used("kept", 1, false);
      }
    }

    List<Usage.SourceUsage> sources = usage.sources();
    assertThat(sources).hasSize(100);
    assertThat(sources.get(0).source()).isEqualTo("s99999");
    assertThat(sources).extracting(Usage.SourceUsage::source).contains("kept");
    assertThat(registry.getMeters().stream().filter(it -> it.getId().getTag("source") != null))
        .hasSize(3 * 100);
  }

  @Test
  void used_fromManyThreads_losesNoCount() throws InterruptedException {
    Usage usage = usage(10);
    CountDownLatch done = new CountDownLatch(4);
    for (int thread = 0; thread < 4; thread++) {
      new Thread(
              () -> {
                for (int i = 0; i < 5_000; i++) {
                  usage.used("s" + i % 3, 1, i % 2 == 0);
                }
                done.countDown();
              })
          .start();
    }
    done.await();

    assertThat(usage.sources().stream().mapToLong(Usage.SourceUsage::uses).sum()).isEqualTo(20_000);
    assertThat(usage.sources().stream().mapToLong(Usage.SourceUsage::failures).sum())
        .isEqualTo(10_000);
  }

  @Test
  void reconfigure_tighterBounds_applyAtOnce() {
    Usage usage = usage(10);
    for (int i = 0; i < 10; i++) {
      usage.used("s" + i, 1, false);
      clock.advance(Duration.ofHours(1));
    }

    usage.reconfigure(new MonitorOptions(Duration.ofHours(5), 2));

    assertThat(usage.sources()).extracting(Usage.SourceUsage::source).containsExactly("s9", "s8");
  }

  @Test
  void events_beyondTheBound_dropTheOldest() {
    Events events = new Events(clock);
    for (int i = 0; i < Events.MAX + 5; i++) {
      events.add(Events.Kind.REDIS, "redis", "lost " + i);
    }

    assertThat(events.latest()).hasSize(Events.MAX);
    assertThat(events.latest().get(0).text()).isEqualTo("lost " + (Events.MAX + 4));
    assertThat(events.latest().get(Events.MAX - 1).id()).isEqualTo(6);
  }
}
