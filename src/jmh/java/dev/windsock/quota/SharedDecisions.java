package dev.windsock.quota;

import dev.windsock.bench.BenchRedis;
import dev.windsock.bus.Messages.Priority;
import dev.windsock.bus.QuotaMessages.Acquire;
import dev.windsock.quota.SharedScript.Call;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.RedisOptions;
import dev.windsock.redis.SupervisedLink;
import dev.windsock.time.VertxClock;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.RedisClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import redis.embedded.RedisServer;

/**
 * Decisions a second on one hot key in a real Redis with 64 in flight: the limiter, a bare EVALSHA
 * of the same script, and Bucket4j over Lettuce, in alternating rounds of one run. Arguments:
 * rounds, seconds of each.
 */
public final class SharedDecisions {
  private static final int IN_FLIGHT = 64;

  private final AtomicLong decisions = new AtomicLong();

  private SharedDecisions() {}

  /** Runs it and prints a table. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    int port;
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    }
    RedisServer redis = RedisServer.newRedisServer().port(port).setting("save \"\"").build();
    redis.start();
    Vertx vertx = Vertx.vertx();
    RedisClient lettuce = RedisClient.create("redis://127.0.0.1:" + port);
    try {
      SupervisedLink link = link(vertx, port);
      Context loop = vertx.getOrCreateContext();
      QuotaOptions options =
          new QuotaOptions(
              2,
              0,
              "",
              10_000,
              Duration.ofSeconds(5),
              Duration.ofSeconds(5),
              Duration.ofSeconds(1));
      List<Window> windows = List.of(new Window(10_000_000, Duration.ofSeconds(1)));
      Quotas quotas =
          new Quotas(new VertxClock(vertx), link, "ws", options, new SimpleMeterRegistry());
      CountDownLatch started = new CountDownLatch(1);
      loop.runOnContext(
          go ->
              quotas
                  .start(
                      task -> loop.runOnContext(run -> task.run()),
                      new MemoryJournal(),
                      Map.of("p", new ProviderQuota(windows, "")))
                  .onComplete(done -> started.countDown()));
      started.await();
      SharedScript script =
          new SharedScript(
              List.of("{bare}ring", "{bare}meta"), Shares.of(windows, options, true), 1);
      Call take = new Call("take", "run", "", "ledger", true, 1, 1, 0, List.of());
      AsyncBucketProxy bucket =
          Bucket4jLettuce.casBasedBuilder(lettuce)
              .build()
              .asAsync()
              .builder()
              .build(
                  "bucket".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                  () ->
                      CompletableFuture.completedFuture(
                          BucketConfiguration.builder()
                              .addLimit(
                                  limit ->
                                      limit
                                          .capacity(10_000_000)
                                          .refillGreedy(10_000_000, Duration.ofSeconds(1)))
                              .build()));
      Acquire one = new Acquire("p", 1, 1, Priority.INTERACTIVE, 5_000);
      for (int round = 0; round <= rounds; round++) {
        String name = round == 0 ? "warm-up" : "round " + round;
        double ours =
            run(
                seconds,
                next -> loop.runOnContext(go -> quotas.acquire(one).onComplete(next::accept)));
        double bare =
            run(
                seconds,
                next -> loop.runOnContext(go -> script.run(link, take).onComplete(next::accept)));
        double other =
            run(seconds, next -> bucket.tryConsume(1).whenComplete((ok, e) -> next.accept(ok)));
        System.out.printf(
            "%s: limiter %,.0f/s, bare EVALSHA %,.0f/s, ratio %.2f, Bucket4j over Lettuce %,.0f/s%n",
            name, ours, bare, ours / bare, other);
      }
    } finally {
      lettuce.shutdown();
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
      redis.stop();
    }
  }

  private static SupervisedLink link(Vertx vertx, int port) throws Exception {
    RedisOptions options = BenchRedis.at("redis://127.0.0.1:" + port, Duration.ofSeconds(1));
    SupervisedLink link =
        new SupervisedLink(vertx, new VertxClock(vertx), options, new SimpleMeterRegistry());
    CountDownLatch up = new CountDownLatch(1);
    link.listen(
        state -> {
          if (state instanceof LinkState.Up) {
            up.countDown();
          }
        });
    link.start();
    if (!up.await(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("no Redis");
    }
    return link;
  }

  /** So many in flight for so long; each that is decided is followed by the next. */
  private static double run(int seconds, Consumer<Consumer<Object>> decide) throws Exception {
    SharedDecisions run = new SharedDecisions();
    CountDownLatch last = new CountDownLatch(IN_FLIGHT);
    long start = System.nanoTime();
    for (int i = 0; i < IN_FLIGHT; i++) {
      run.next(decide, last, start + seconds * 1_000_000_000L);
    }
    last.await();
    return run.decisions.get() / ((System.nanoTime() - start) / 1e9);
  }

  private void next(Consumer<Consumer<Object>> decide, CountDownLatch last, long endNanos) {
    decide.accept(
        decided -> {
          decisions.incrementAndGet();
          if (System.nanoTime() - endNanos < 0) {
            next(decide, last, endNanos);
          } else {
            last.countDown();
          }
        });
  }
}
