package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.Bus;
import dev.windsock.cache.Cached.Level;
import dev.windsock.redis.FaultProxy;
import dev.windsock.redis.Keys;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.RedisOptions;
import dev.windsock.redis.SupervisedLink;
import dev.windsock.redis.TestRedis;
import dev.windsock.time.VertxClock;
import dev.windsock.time.Waiting;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Two instances under a steady load, of which Redis is taken away for a while in several ways. */
final class Outages implements AutoCloseable {
  private static final Duration TTL = Duration.ofMinutes(10);

  /** How often an instance asks and changes. */
  private static final int PERIOD_MILLIS = 5;

  /** Ids that are changed in turn while Redis is away. */
  private static final int IDS = 200;

  /** How Redis goes away, and comes back. */
  interface Fault {
    void begin() throws Exception;

    void end() throws Exception;
  }

  /**
   * What one outage was like.
   *
   * @param calls how many were made while Redis was away
   * @param firstNanos the longest call among those that met the outage first
   * @param healthyNanos the 99th of a hundred of calls before
   * @param awayNanos the same once the link was down
   * @param backNanos from the end of the fault until both links were up
   * @param wholeNanos from then on until what was missed was written
   */
  record Seen(
      int calls,
      long firstNanos,
      long healthyNanos,
      long awayNanos,
      long backNanos,
      long wholeNanos) {}

  private record Call(long fromNanos, long tookNanos, boolean startedDown) {}

  final TestRedis redis = new TestRedis();
  final FaultProxy proxy;
  private final Loading loading = new Loading();
  private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
  private final Map<String, String> written = new ConcurrentHashMap<>();
  private final Vertx own = Vertx.vertx();
  private final List<Node> nodes = new ArrayList<>();
  private volatile String phase = "calm";

  /** One process. */
  private final class Node {
    final Vertx vertx = Vertx.vertx();
    final String name;
    final SupervisedLink link;
    final Caches caches;
    final Cache<String> things;
    int n;

    Node(String name, int port) throws Exception {
      this.name = name;
      Bus.register(vertx);
      VertxClock clock = new VertxClock(vertx);
      SimpleMeterRegistry registry = new SimpleMeterRegistry();
      RedisOptions plain = TestRedis.options(port, "");
      RedisOptions options =
          new RedisOptions(
              plain.mode(),
              plain.endpoints(),
              "",
              "",
              plain.password(),
              false,
              "",
              Duration.ofMillis(500),
              Duration.ofMillis(50),
              Duration.ofMillis(250),
              "ws");
      link = new SupervisedLink(vertx, clock, options, registry);
      caches =
          new Caches(vertx, clock, link, new Keys("ws", 1), FreshnessTest.options(0, 0), registry);
      things = caches.open("things", new JsonCodec<>(String.class), 1);
      await(vertx.deployVerticle(new CacheVerticle(clock, options, link, caches, registry)));
      until(this::up);
    }

    boolean up() {
      return link.state() instanceof LinkState.Up;
    }

    void load() {
      vertx.setPeriodic(PERIOD_MILLIS, timer -> step());
    }

    private void step() {
      int now = n++;
      String during = phase;
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        ids.add("warm" + (now + i) % 50);
      }
      ids.add(name + "-new-" + now);
      timed(things.getAll(ids, null, loading));
      String id = name + "-" + during + "-" + now % IDS;
      String value = Integer.toString(now);
      timed(things.update(id, TTL, earlier -> value)).onSuccess(done -> written.put(id, value));
    }

    private <T> Future<T> timed(Future<T> call) {
      long fromNanos = System.nanoTime();
      boolean startedDown = !up();
      return call.onComplete(
          done -> {
            calls.add(new Call(fromNanos, System.nanoTime() - fromNanos, startedDown));
            if (done.failed()) {
              errors.add(done.cause());
            }
          });
    }

    long owed() {
      return caches.stats().getJsonObject("missed").getLong("writes");
    }
  }

  Outages() throws Exception {
    redis.start();
    proxy = FaultProxy.start(own, redis.port());
    for (int i = 0; i < 2; i++) {
      nodes.add(new Node("n" + i, proxy.port()));
    }
    nodes.forEach(Node::load);
    pass(1000);
  }

  /** Lets time go by. */
  private void pass(long millis) throws Exception {
    Promise<Void> later = Promise.promise();
    own.setTimer(millis, timer -> later.complete());
    await(later.future());
  }

  private void until(BooleanSupplier so) throws Exception {
    await(Waiting.until(own, so));
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(90, TimeUnit.SECONDS);
  }

  /** Takes Redis away for a while; checks that nobody saw it and that nothing was lost. */
  Seen run(String name, Fault fault, long millis) throws Exception {
    calls.clear();
    pass(Math.min(2000, millis));
    List<Call> healthy = new ArrayList<>(calls);
    calls.clear();
    fault.begin();
    until(() -> nodes.stream().noneMatch(Node::up));
    phase = name;
    pass(millis);
    // A busy machine may not have come to it yet.
    until(() -> written.keySet().stream().filter(id -> id.contains("-" + name + "-")).count() > 9);
    phase = "calm";
    // Whatever was begun in the phase has ended: it is served from memory.
    pass(50);
    List<Call> away = new ArrayList<>(calls);
    fault.end();
    long endNanos = System.nanoTime();
    until(() -> nodes.stream().allMatch(Node::up));
    long backNanos = System.nanoTime() - endNanos;
    until(() -> nodes.stream().allMatch(node -> node.up() && node.owed() == 0));
    long wholeNanos = System.nanoTime() - endNanos - backNanos;
    assertThat(errors).isEmpty();
    checkWritten(name);
    return new Seen(
        away.size(),
        away.stream()
            .filter(call -> !call.startedDown())
            .mapToLong(Call::tookNanos)
            .max()
            .orElse(0),
        p99(healthy),
        p99(away.stream().filter(Call::startedDown).toList()),
        backNanos,
        wholeNanos);
  }

  private static long p99(List<Call> all) {
    long[] sorted = all.stream().mapToLong(Call::tookNanos).sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[(int) (sorted.length * 0.99)];
  }

  /** Another instance, which was never away and has nothing near, finds all of it in Redis. */
  private void checkWritten(String name) throws Exception {
    Node fresh = new Node("fresh", redis.port());
    List<String> ids =
        written.keySet().stream().filter(id -> id.contains("-" + name + "-")).toList();
    assertThat(ids).isNotEmpty();
    List<Cached<String>> found = await(fresh.things.getAll(ids, null, loading));
    for (int i = 0; i < ids.size(); i++) {
      assertThat(found.get(i).level()).isEqualTo(Level.FAR);
      assertThat(found.get(i).value()).isEqualTo(written.get(ids.get(i)));
    }
    await(fresh.vertx.close());
  }

  @Override
  public void close() throws Exception {
    for (Node node : nodes) {
      await(node.vertx.close());
    }
    await(own.close());
    redis.close();
  }
}
