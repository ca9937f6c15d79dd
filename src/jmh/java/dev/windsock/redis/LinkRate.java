package dev.windsock.redis;

import com.sun.management.OperatingSystemMXBean;
import dev.windsock.bench.BenchRedis;
import dev.windsock.time.VertxClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * GETs in a second from two event loops, through one link that both share, beside one bare
 * pipelined connection for each loop; in turns, in one process. Arguments: port of a Redis, rounds,
 * seconds of a round. Prints each round and the ratio of the medians.
 */
public final class LinkRate {
  private static final int LOOPS = 2;
  private static final int IN_FLIGHT = 64;

  /**
   * How a round went.
   *
   * @param rate GETs a second
   * @param cpu this process's processor time for each, in microseconds: other load moves it less
   */
  private record Pace(double rate, double cpu) {}

  private final Vertx vertx = Vertx.vertx();
  private final List<Context> loops = new ArrayList<>();
  private volatile boolean over;

  private LinkRate() {}

  /** Measures. */
  public static void main(String[] args) throws Exception {
    new LinkRate()
        .run(Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
  }

  private void run(int port, int rounds, int seconds) throws Exception {
    SupervisedLink link =
        new SupervisedLink(
            vertx,
            new VertxClock(vertx),
            BenchRedis.at("redis://127.0.0.1:" + port, Duration.ofSeconds(1)),
            new SimpleMeterRegistry());
    CompletableFuture<Void> up = new CompletableFuture<>();
    link.listen(
        state -> {
          if (state instanceof LinkState.Up) {
            up.complete(null);
          }
        });
    link.start();
    up.get(10, TimeUnit.SECONDS);
    link.send(Request.cmd(Command.SET).arg("bench").arg("x".repeat(100)));
    List<RedisConnection> bare = new ArrayList<>();
    for (int i = 0; i < LOOPS; i++) {
      loops.add(vertx.getOrCreateContext());
      bare.add(connect(loops.get(i), port));
    }
    List<Pace> ours = new ArrayList<>();
    List<Pace> theirs = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      Pace mine = rate(seconds, loop -> link::send);
      Pace other = rate(seconds, loop -> request -> bare.get(loop).send(request).map(r -> r));
      if (round > 0) {
        ours.add(mine);
        theirs.add(other);
        System.out.printf(
            "round %d: link %.0f/s, bare %.0f/s, ratio %.2f; processor time %.1f us and %.1f us%n",
            round, mine.rate(), other.rate(), mine.rate() / other.rate(), mine.cpu(), other.cpu());
      }
    }
    System.out.printf(
        "ratio of the medians: rate %.2f, processor time %.2f%n",
        median(ours, Pace::rate) / median(theirs, Pace::rate),
        median(ours, Pace::cpu) / median(theirs, Pace::cpu));
    vertx.close();
  }

  private static double median(List<Pace> all, ToDoubleFunction<Pace> what) {
    return all.stream()
        .map(what::applyAsDouble)
        .sorted()
        .skip(all.size() / 2)
        .findFirst()
        .orElse(0.0);
  }

  private RedisConnection connect(Context loop, int port) throws Exception {
    CompletableFuture<RedisConnection> connected = new CompletableFuture<>();
    loop.runOnContext(
        run ->
            Redis.createClient(
                    vertx,
                    new RedisOptions()
                        .setConnectionString("redis://127.0.0.1:" + port)
                        .setMaxWaitingHandlers(8192))
                .connect()
                .onSuccess(connected::complete)
                .onFailure(connected::completeExceptionally));
    return connected.get(10, TimeUnit.SECONDS);
  }

  private Pace rate(
      int seconds, Function<Integer, Function<Request, Future<@Nullable Response>>> way)
      throws Exception {
    LongAdder done = new LongAdder();
    over = false;
    for (int i = 0; i < LOOPS; i++) {
      Function<Request, Future<@Nullable Response>> send = way.apply(i);
      loops
          .get(i)
          .runOnContext(
              run -> {
                for (int n = 0; n < IN_FLIGHT; n++) {
                  next(send, done);
                }
              });
    }
    long fromNanos = System.nanoTime();
    long fromCpuNanos = cpuNanos();
    CompletableFuture<Void> time = new CompletableFuture<>();
    vertx.setTimer(seconds * 1000L, timer -> time.complete(null));
    time.get();
    long sum = done.sum();
    Pace pace =
        new Pace(
            sum * 1e9 / (System.nanoTime() - fromNanos), (cpuNanos() - fromCpuNanos) / 1e3 / sum);
    over = true;
    return pace;
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private void next(Function<Request, Future<@Nullable Response>> send, LongAdder done) {
    send.apply(Request.cmd(Command.GET).arg("bench"))
        .onComplete(
            reply -> {
              done.increment();
              if (!over) {
                next(send, done);
              }
            });
  }
}
