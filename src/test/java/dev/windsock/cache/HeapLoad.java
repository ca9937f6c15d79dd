package dev.windsock.cache;

import static dev.windsock.cache.Instance.await;

import dev.windsock.cache.Loader.Loaded;
import dev.windsock.redis.Keys;
import dev.windsock.redis.NoLink;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import dev.windsock.sentiment.Term;
import dev.windsock.time.VertxClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/**
 * A process of its own that offers a cache far more than it may keep, and tells what is left of it
 * on the heap: lines of {@code <what> <budget> <counted> <on the heap> <entries>}, in bytes.
 */
final class HeapLoad {
  private static final long BUDGET_BYTES = 64L << 20;
  private static final int AT_A_TIME = 50;
  private static final CacheOptions OPTIONS =
      new CacheOptions(
          BUDGET_BYTES, Duration.ofMinutes(1), Duration.ofHours(24), 0.1, 1 << 10, 64 << 20, 1);

  private final SplittableRandom random = new SplittableRandom(20_261_124);
  private final Vertx vertx = Vertx.vertx();

  private HeapLoad() {}

  public static void main(String[] args) throws Exception {
    new HeapLoad().run(args[0], Integer.parseInt(args[1]));
  }

  private void run(String what, int keys) throws Exception {
    WeakReference<Caches> warmUp = offer("warm-up", String.class, 1_000, this::text);
    while (warmUp.get() != null) {
      // Its timers, cancelled, are held until their event loop turns once more.
      await(turn());
      System.gc();
    }
    switch (what) {
      case "texts" -> offer(what, String.class, keys, this::text);
      case "readings" -> offer(what, Reading.class, keys, this::reading);
      default -> offer(what, String.class, keys, this::large);
    }
    await(vertx.close());
  }

  private Future<?> turn() {
    Promise<Void> turned = Promise.promise();
    vertx.getOrCreateContext().runOnContext(turned::complete);
    return turned.future();
  }

  private <V> WeakReference<Caches> offer(
      String what, Class<V> type, int keys, IntFunction<V> value) throws Exception {
    Caches caches =
        new Caches(
            vertx,
            new VertxClock(vertx),
            new NoLink(),
            new Keys("ws", 1),
            OPTIONS,
            new SimpleMeterRegistry());
    Cache<V> cache = caches.open("things", new JsonCodec<>(type), 1);
    Loader<V> loader =
        wanted -> {
          List<Loaded<V>> all = new ArrayList<>();
          for (Loader.Wanted<V> one : wanted) {
            V made =
                value.apply(Integer.parseInt(one.id().substring(one.id().lastIndexOf(':') + 1)));
            all.add(Loaded.of(made, Duration.ofMinutes(10)));
          }
          return Future.succeededFuture(all);
        };
    int atATime = what.equals("large") ? 1 : AT_A_TIME;
    long before = liveBytes();
    for (int at = 0; at < keys; at += atATime) {
      List<String> ids = new ArrayList<>();
      for (int i = at; i < Math.min(keys, at + atATime); i++) {
        ids.add("stocktwits:SYM:" + i);
      }
      await(cache.getAll(ids, null, loader));
    }
    caches.sweep();
    await(turn());
    long live = liveBytes() - before;
    var near = caches.stats().getJsonObject("near");
    System.out.printf(
        "%s %d %d %d %d%n",
        what, BUDGET_BYTES, near.getLong("bytes"), live, near.getLong("entries"));
    return new WeakReference<>(caches);
  }

  /** What is reached after full collections. */
  private static long liveBytes() {
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    System.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private String text(int number) {
    return number + "x".repeat(random.nextInt(1_000));
  }

  /** Up to 30 MB, of letters that one byte each holds. */
  private String large(int number) {
    return number + "x".repeat(random.nextInt(30_000_000));
  }

  private Reading reading(int number) {
    List<ScoredPost> posts = new ArrayList<>();
    for (int i = random.nextInt(40); i >= 0; i--) {
      posts.add(
          new ScoredPost(
              "post-" + number + "-" + i,
              1_795_435_200_000L - i,
              random.nextDouble(-1, 1),
              random.nextDouble(),
              random.nextDouble(),
              random.nextDouble(),
              Long.toHexString(random.nextLong()),
              "https://example.com/posts/" + random.nextInt(),
              i % 3 == 0,
              random.nextLong(),
              List.of(
                  new Term(number + "rally", random.nextDouble()),
                  new Term(number + "beat", random.nextDouble()))));
    }
    return new Reading(
        "stocktwits", "SYM" + number, number, "c" + number, posts, Reading.Filtered.NONE, null);
  }
}
