package dev.windsock.cache;

import static dev.windsock.cache.Instance.await;

import dev.windsock.cache.CoherenceHistory.Read;
import dev.windsock.cache.CoherenceHistory.Write;
import dev.windsock.cache.Loader.Loaded;
import dev.windsock.sentiment.Problem;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Instances that read, change and remove at random what they share, while their networks fail, and
 * the history of it. What is done is drawn from a seed; when it happens is not.
 *
 * <p>Three kinds of keys: {@code u} is changed by one instance alone and can be loaded from
 * nowhere; {@code t} and {@code s} are loaded from a truth that changes and is then invalidated by
 * any instance; {@code s} lives for {@link #SHORT} alone.
 */
final class CoherenceRun {
  static final Duration SHORT = Duration.ofMillis(700);
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final int KEYS = 20;
  private static final int OPERATIONS = 4;
  private static final int TICK_MILLIS = 2;

  final CoherenceHistory history = new CoherenceHistory();
  final AtomicInteger errors = new AtomicInteger();
  final List<Instance> instances = new ArrayList<>();
  private final Vertx vertx;
  private final int redisPort;
  private final SplittableRandom random;
  private final CacheOptions options =
      new CacheOptions(64 << 20, Duration.ZERO, Duration.ofHours(1), 0, 1 << 10, 1 << 20, 0);
  private final AtomicLongArray issued = new AtomicLongArray(KEYS);
  private final AtomicLongArray truth = new AtomicLongArray(2 * KEYS);
  private final AtomicLong inFlight = new AtomicLong();
  private volatile boolean over;
  private volatile long recordFromNanos;
  private final AtomicLong standstillNanos = new AtomicLong();

  CoherenceRun(Vertx vertx, int redisPort, long seed) {
    this.vertx = vertx;
    this.redisPort = redisPort;
    this.random = new SplittableRandom(seed);
  }

  /**
   * Starts instances.
   *
   * @param sinks wraps what hears the log
   */
  void open(int count, UnaryOperator<Invalidations.Sink> sinks) throws Exception {
    for (int i = 0; i < count; i++) {
      instances.add(Instance.start(vertx, redisPort, options, sinks));
    }
  }

  /**
   * Runs for a while, heals every network, waits for what is owed, and reads every key on every
   * instance and on one that is new.
   *
   * @param warmUp what is read before, while classes are being loaded, is not recorded
   * @param gremlins how many networks fail at a time
   * @param settle how long news may take
   */
  void run(Duration warmUp, Duration length, int gremlins, Duration settle) throws Exception {
    recordFromNanos = System.nanoTime() + warmUp.toNanos();
    for (int i = 0; i < instances.size(); i++) {
      int self = i;
      long[] last = {Long.MAX_VALUE};
      SplittableRandom own = random.split();
      Context context = ((VertxInternal) vertx).createEventLoopContext();
      context.runOnContext(
          run ->
              vertx.setPeriodic(
                  TICK_MILLIS,
                  timer -> {
                    watch(last);
                    if (over) {
                      vertx.cancelTimer(timer);
                      return;
                    }
                    for (int n = 0; n < OPERATIONS; n++) {
                      operate(self, own);
                    }
                  }));
    }
    CoherenceFaults faults = new CoherenceFaults(vertx, instances, history);
    List<Future<Void>> failing = new ArrayList<>();
    for (int i = 0; i < gremlins; i++) {
      failing.add(faults.run(random.split(), () -> over));
    }
    later(length)
        .toCompletionStage()
        .toCompletableFuture()
        .get(length.toSeconds() + 10, TimeUnit.SECONDS);
    over = true;
    await(Future.all(failing));
    Instance any = instances.get(0);
    await(any.until(() -> inFlight.get() == 0));
    for (Instance one : instances) {
      await(one.until(() -> one.connected() && one.owed() == 0));
    }
    await(later(settle.multipliedBy(2)));
    instances.add(Instance.start(vertx, redisPort, options));
    for (int i = 0; i < instances.size(); i++) {
      for (int k = 0; k < 3 * KEYS; k++) {
        read(i, List.of(key(k)));
      }
    }
    await(any.until(() -> inFlight.get() == 0));
  }

  private void watch(long[] last) {
    long nowNanos = System.nanoTime();
    if (nowNanos >= recordFromNanos && last[0] != Long.MAX_VALUE) {
      standstillNanos.accumulateAndGet(nowNanos - last[0], Math::max);
    }
    last[0] = nowNanos;
  }

  /** The longest time for which an event loop stood still while reads were recorded. */
  long standstillNanos() {
    return standstillNanos.get();
  }

  private Future<Void> later(Duration time) {
    Promise<Void> done = Promise.promise();
    vertx.setTimer(Math.max(1, time.toMillis()), late -> done.complete());
    return done.future();
  }

  private static String key(int number) {
    return (number < KEYS ? "u" : number < 2 * KEYS ? "t" : "s") + number % KEYS;
  }

  private void operate(int self, SplittableRandom own) {
    int draw = own.nextInt(100);
    if (draw < 80) {
      List<String> ids = new ArrayList<>();
      for (int n = own.nextInt(3); n >= 0; n--) {
        ids.add(key(own.nextInt(3 * KEYS)));
      }
      read(self, ids);
    } else if (draw < 92) {
      int mine = own.nextInt(KEYS / instances.size()) * instances.size() + self;
      change(self, mine);
    } else {
      invalidate(self, own.nextInt(2 * KEYS));
    }
  }

  private void read(int self, List<String> ids) {
    long startNanos = System.nanoTime();
    inFlight.incrementAndGet();
    instances
        .get(self)
        .things
        .getAll(ids, null, this::load)
        .onComplete(
            done -> {
              inFlight.decrementAndGet();
              if (done.failed()) {
                errors.incrementAndGet();
                return;
              }
              long endNanos = System.nanoTime();
              for (int i = 0; i < ids.size() && startNanos >= recordFromNanos; i++) {
                Cached<String> cached = done.result().get(i);
                // What is given with a problem is not given as fresh: it is the same as nothing.
                String value = cached.problem() == null ? cached.value() : null;
                history.add(
                    new Read(
                        ids.get(i),
                        version(value),
                        value == null ? "" : value,
                        self,
                        startNanos,
                        endNanos));
              }
            });
  }

  private static long version(@Nullable String value) {
    return value == null ? 0 : Long.parseLong(value.substring(value.indexOf('#') + 1));
  }

  private Future<List<Loaded<String>>> load(List<Loader.Wanted<String>> wanted) {
    List<Loaded<String>> loaded = new ArrayList<>();
    for (Loader.Wanted<String> one : wanted) {
      int number = Integer.parseInt(one.id().substring(1));
      loaded.add(
          switch (one.id().charAt(0)) {
            case 'u' -> Loaded.failed(Problem.NOT_FOUND, Duration.ZERO, null);
            case 't' -> Loaded.of(one.id() + "#" + truth.get(number), LONG);
            default -> Loaded.of(one.id() + "#" + truth.get(KEYS + number), SHORT);
          });
    }
    return later(Duration.ofMillis(1 + wanted.size())).map(loaded);
  }

  private void change(int self, int number) {
    String id = key(number);
    long version = issued.incrementAndGet(number);
    write(
        self,
        id,
        version,
        () -> instances.get(self).things.update(id, LONG, old -> id + "#" + version));
  }

  private void invalidate(int self, int number) {
    String id = key(KEYS + number);
    long version = truth.incrementAndGet(number);
    write(self, id, version, () -> instances.get(self).things.invalidate(List.of(id)));
  }

  private void write(int self, String id, long version, Supplier<? extends Future<?>> write) {
    long startNanos = System.nanoTime();
    inFlight.incrementAndGet();
    write
        .get()
        .onComplete(
            done -> {
              inFlight.decrementAndGet();
              if (done.failed()) {
                errors.incrementAndGet();
              } else {
                history.add(new Write(id, version, self, startNanos, System.nanoTime()));
              }
            });
  }
}
