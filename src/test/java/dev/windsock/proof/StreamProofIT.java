package dev.windsock.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.lab.LabOptions;
import dev.windsock.provider.ProviderOptions;
import dev.windsock.provider.StreamOptions;
import dev.windsock.provider.upstream.ScriptedJetstream;
import dev.windsock.provider.upstream.StreamStage;
import dev.windsock.provider.upstream.StreamStage.Instance;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import io.vertx.core.Promise;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A stream of 300 posts a second whose connection breaks at random: every post on a symbol is held
 * once, memory stays bounded and the event loop is never held up for long.
 */
@Tag("proof")
class StreamProofIT {
  private static final int SECONDS = Integer.getInteger("windsock.proof.seconds", 60);
  private static final int PER_SECOND = 300;
  private static final int TICK_MILLIS = 10;
  private static final long MAX_LIVE_BYTES = 256L << 20;
  private static final long LAG_MILLIS = 100;
  private static final String[] SYMBOLS = {"TSLA", "F", "GM", "NVDA", "AMD"};

  @Test
  void stream_manyPostsAndRandomAborts_losesNothingDoublesNothingAndStaysSmall() throws Exception {
    try (StreamStage stage = new StreamStage(LabOptions.defaults())) {
      ScriptedJetstream stream = new ScriptedJetstream(stage.vertx);
      ProviderOptions base = stage.options("bluesky", Duration.ofMinutes(2));
      Instance instance =
          stage.start(
              "bluesky",
              StreamStage.with(
                  base,
                  10_000,
                  Map.of(),
                  new StreamOptions(
                      stream.url(),
                      Duration.ofMinutes(2),
                      Duration.ofMillis(250),
                      Duration.ofSeconds(5))),
              null);
      stage.until("live", () -> instance.stream().state().equals("live"));
      Pulse pulse = new Pulse(instance);

      Map<String, Set<String>> said = new Speaker(stage, stream).speak();

      for (String symbol : SYMBOLS) {
        stage.until(symbol, () -> ids(instance, symbol).size() >= said.get(symbol).size());
        assertThat(ids(instance, symbol)).as(symbol).isEqualTo(said.get(symbol));
        Reading reading = instance.reading(symbol);
        assertThat(reading.posts().stream().map(ScoredPost::id)).doesNotHaveDuplicates();
      }
      long live = liveBytes();
      long[] lags = pulse.stop();
      System.out.printf(
          "%d posts in %d s over %d connections: %d matched, %d came again, %d dropped;"
              + " event loop lag p50 %d, p99 %d, max %d ms; live heap %d MiB%n",
          SECONDS * PER_SECOND,
          SECONDS,
          stream.connections(),
          instance.stream().matched(),
          instance.stream().duplicates(),
          instance.stream().dropped(),
          lags[lags.length / 2],
          lags[lags.length * 99 / 100],
          lags[lags.length - 1],
          live >> 20);
      assertThat(instance.stream().gaps()).isZero();
      assertThat(live).isLessThan(MAX_LIVE_BYTES);
      assertThat(lags[lags.length * 99 / 100]).isLessThan(LAG_MILLIS);
    }
  }

  private static Set<String> ids(Instance instance, String symbol) {
    Reading cached = instance.cached(symbol);
    return cached == null
        ? Set.of()
        : cached.posts().stream()
            .map(ScoredPost::id)
            .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Says so many posts a second, a third of them on a symbol, and breaks the line now and then. */
  private static final class Speaker {
    private final StreamStage stage;
    private final ScriptedJetstream stream;
    private final Random random = new Random(20261123);
    private final Map<String, Set<String>> said =
        Arrays.stream(SYMBOLS).collect(Collectors.toMap(symbol -> symbol, none -> new TreeSet<>()));
    private final Promise<Void> done = Promise.promise();
    private final long begunNanos = System.nanoTime();
    private int next;

    private Speaker(StreamStage stage, ScriptedJetstream stream) {
      this.stage = stage;
      this.stream = stream;
    }

    private Map<String, Set<String>> speak() throws Exception {
      stage.vertx.setPeriodic(TICK_MILLIS, this::tick);
      done.future().toCompletionStage().toCompletableFuture().get(4L * SECONDS, TimeUnit.SECONDS);
      return said;
    }

    private void tick(long timer) {
      long due = (System.nanoTime() - begunNanos) * PER_SECOND / 1_000_000_000L;
      while (next < due && next < SECONDS * PER_SECOND) {
        say(next++);
      }
      // Once in four seconds, whenever it happens to be.
      if (random.nextInt(4_000 / TICK_MILLIS) == 0) {
        stream.abort();
      }
      if (next == SECONDS * PER_SECOND && stage.vertx.cancelTimer(timer)) {
        done.complete();
      }
    }

    private void say(int number) {
      String key = "k" + number;
      if (number % 3 == 0) {
        String symbol = SYMBOLS[random.nextInt(SYMBOLS.length)];
        said.get(symbol).add("did:plc:test/" + key);
        stream.create(key, "$" + symbol + " number " + number);
      } else {
        stream.create(key, "rain again in the old harbour town, number " + number);
      }
    }
  }

  /** How late timers are on the instance's event loops. */
  private static final class Pulse {
    private static final int EVERY_MILLIS = 10;
    private final Instance instance;
    private final long[] late = new long[SECONDS * 4_000 / EVERY_MILLIS];
    private final long timer;
    private int count;
    private long last = System.nanoTime();

    private Pulse(Instance instance) {
      this.instance = instance;
      this.timer = instance.vertx.setPeriodic(EVERY_MILLIS, this::beat);
    }

    private synchronized void beat(long timer) {
      long now = System.nanoTime();
      if (count < late.length) {
        late[count++] = Math.max(0, (now - last) / 1_000_000 - EVERY_MILLIS);
      }
      last = now;
    }

    private synchronized long[] stop() {
      instance.vertx.cancelTimer(timer);
      long[] sorted = Arrays.copyOf(late, count);
      Arrays.sort(sorted);
      return sorted;
    }
  }

  /** What the heap held after the last collections. */
  private static long liveBytes() {
    System.gc();
    long sum = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null) {
        sum += pool.getCollectionUsage().getUsed();
      }
    }
    return sum;
  }
}
