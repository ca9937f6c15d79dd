package dev.windsock.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A page must be cheap: load tests run the lab on the cores of what they measure. */
class SpeedTest {
  private static final long NOW = 1_795_435_200_000L;

  @Test
  void answer_pageOfThirty_takesWellUnderAMillisecond() {
    StockTwits stocktwits = new StockTwits(new World(LabOptions.defaults()));
    Verdict verdict =
        new Verdict(false, List.of(new Standing(new Limit(200, 3_600_000), 199, 0, false)));
    long bytes = 0;
    for (int i = 0; i < 500; i++) {
      bytes += stocktwits.answer(ask(i), verdict).body().length();
    }
    // Processor time, not wall time: other work on the machine must not fail the test.
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < 500; i++) {
      bytes += stocktwits.answer(ask(i), verdict).body().length();
    }
    long eachMicros = (threads.getCurrentThreadCpuTime() - start) / 500_000;
    assertThat(bytes / 1000).isBetween(8_000L, 20_000L);
    assertThat(eachMicros).isLessThan(1000);
  }

  private static Ask ask(int i) {
    MultiMap none = MultiMap.caseInsensitiveMultiMap();
    String symbol = "T" + (char) ('A' + i % 26) + (char) ('A' + i / 26 % 26);
    return new Ask(
        "GET",
        "/api/2/streams/symbol/" + symbol + ".json",
        none,
        none,
        Buffer.buffer(),
        NOW + i,
        0,
        "");
  }
}
