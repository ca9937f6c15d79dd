package dev.windsock;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.windsock.config.ConfigLoader;
import dev.windsock.config.Loaded;
import dev.windsock.config.Sources;
import dev.windsock.lab.Lab;
import dev.windsock.lab.LabOptions;
import dev.windsock.lab.Limit;
import dev.windsock.time.VertxClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The simulated upstreams, and in front of them as many instances of the whole service as a test
 * starts, each with a Vert.x and a free port of its own.
 */
final class Stage implements AutoCloseable {
  /** The sources that the lab plays in these tests. */
  static final List<String> UPSTREAMS =
      List.of("stocktwits", "yahoo", "google_news", "hackernews", "tickertick");

  private static final int WAIT_SECONDS = 20;
  private static final int POLL_MILLIS = 20;

  final Vertx vertx = Vertx.vertx();
  final Lab lab;
  private final List<Instance> instances = new ArrayList<>();

  Stage() throws Exception {
    LabOptions options = LabOptions.defaults().seed(7);
    for (String upstream : UPSTREAMS) {
      options = options.limits(upstream, new Limit(100_000, 60_000));
    }
    lab = new Lab(vertx, new VertxClock(vertx), options);
    await(lab.start(0));
  }

  /** Starts one more instance; {@code key=value} settings go over the stage's own. */
  Instance start(String... settings) throws Exception {
    Instance instance = open(settings);
    instances.add(instance);
    return instance;
  }

  private Instance open(String... settings) throws Exception {
    List<String> all =
        new ArrayList<>(List.of("http.port=0", "http.drainGrace=0s", "quota.dataDir="));
    for (String upstream : UPSTREAMS) {
      all.add("providers." + upstream + ".baseUrl=" + lab.baseUrl(upstream));
      all.add("providers." + upstream + ".quotas=[{limit: 10000, window: 1m}]");
    }
    // Nothing leaves the machine: what is on by default and not asked for here is off.
    all.add("providers.bluesky.enabled=false");
    all.addAll(List.of(settings));
    Sources sources = new Sources(null, null, null, Map.of(), List.of()).with("test", all);
    Loaded loaded = ConfigLoader.load(sources);
    Vertx own = Vertx.vertx();
    Windsock windsock = await(Windsock.start(own, sources, loaded, true));
    return new Instance(own, windsock, new Caller(vertx, windsock.port()));
  }

  /** Stops one before the others. */
  void stop(Instance instance) throws Exception {
    instances.remove(instance);
    instance.stop();
  }

  /**
   * One running service.
   *
   * @param vertx its Vert.x, for what takes part in it over the bus
   * @param windsock it
   * @param http who calls it
   */
  record Instance(Vertx vertx, Windsock windsock, Caller http) {
    void stop() throws Exception {
      await(windsock.stop());
    }
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(WAIT_SECONDS, SECONDS);
  }

  /** Looks again and again, in bounded time, until a condition holds. */
  void until(String what, Supplier<Future<Boolean>> condition) throws Exception {
    long rounds = WAIT_SECONDS * 1000L / POLL_MILLIS;
    try {
      await(look(condition, rounds));
    } catch (TimeoutException e) {
      throw new AssertionError("never came: " + what, e);
    }
  }

  private Future<Void> look(Supplier<Future<Boolean>> condition, long rounds) {
    return condition
        .get()
        .compose(
            holds ->
                holds || rounds == 0
                    ? holds
                        ? Future.<Void>succeededFuture()
                        : Future.<Void>failedFuture(new TimeoutException())
                    : vertx
                        .timer(POLL_MILLIS, MILLISECONDS)
                        .compose(due -> look(condition, rounds - 1)));
  }

  @Override
  public void close() throws Exception {
    try {
      for (Instance instance : instances) {
        instance.stop();
      }
    } finally {
      await(lab.close());
      await(vertx.close());
    }
  }
}
