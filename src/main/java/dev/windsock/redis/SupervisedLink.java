package dev.windsock.redis;

import dev.windsock.redis.NodeLink.Parts;
import dev.windsock.time.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A link that connects by itself, notices a Redis that is dead, hung, partitioned away or refuses
 * its credentials, and comes back to it; to a single server, to the master that Sentinels name, or
 * to all masters of a cluster. {@link #send} may be called from anywhere and completes on the
 * caller's context.
 *
 * <p>States: {@link LinkState.Connecting} until the first try ends, then {@link LinkState.Up} or
 * {@link LinkState.Down}. While down it is tried again, about every half second at the least.
 */
public final class SupervisedLink implements RedisLink {
  /** The most commands that may be unanswered at a time, to each server. */
  static final int MAX_IN_FLIGHT = NodeLink.MAX_IN_FLIGHT;

  private final OwnedLink link;

  /** A link for the data of the process. */
  public SupervisedLink(Vertx vertx, Clock clock, RedisOptions options, MeterRegistry registry) {
    this(vertx, clock, options, registry, "data");
  }

  /**
   * A link, not started.
   *
   * @param name what it is for, as the meters tell it
   */
  public SupervisedLink(
      Vertx vertx, Clock clock, RedisOptions options, MeterRegistry registry, String name) {
    this(
        options.mode() == RedisOptions.Mode.CLUSTER
            ? new ClusterLink(vertx, clock, options, registry, name)
            : single(vertx, clock, options, registry, name, of -> server(vertx, clock, of)));
  }

  private SupervisedLink(OwnedLink link) {
    this.link = link;
  }

  /**
   * A link to the one server that has a key, for commands that wait in Redis and would hold up all
   * others. Not started. On a cluster it follows the key's slot.
   */
  public static SupervisedLink to(
      String key,
      Vertx vertx,
      Clock clock,
      RedisOptions options,
      MeterRegistry registry,
      String name) {
    int slot = Layout.slot(key);
    return options.mode() == RedisOptions.Mode.CLUSTER
        ? new SupervisedLink(
            single(vertx, clock, options, registry, name, of -> slot(vertx, clock, of, slot)))
        : new SupervisedLink(vertx, clock, options, registry, name);
  }

  private static NodeLink single(
      Vertx vertx,
      Clock clock,
      RedisOptions options,
      MeterRegistry registry,
      String name,
      Function<RedisOptions, Parts> parts) {
    // The meters tell of a link that is only made after them.
    RedisLink[] made = new RedisLink[1];
    LinkMeters meters = new LinkMeters(registry, name, () -> made[0].state());
    NodeLink link =
        new NodeLink(vertx, clock, options, parts, meters, new AtomicLong()::incrementAndGet);
    made[0] = link;
    return link;
  }

  private static Parts server(Vertx vertx, Clock clock, RedisOptions options) {
    Greeting greeting = new Greeting(vertx, clock, options);
    return new Parts(
        options.mode() == RedisOptions.Mode.SENTINEL
            ? new SentinelLocator(greeting, options)
            : () -> Future.succeededFuture(options.endpoints().get(0)),
        greeting);
  }

  private static Parts slot(Vertx vertx, Clock clock, RedisOptions options, int slot) {
    Greeting greeting = new Greeting(vertx, clock, options);
    return new Parts(new SlotLocator(new Discovery(greeting, options), slot), greeting);
  }

  /** Starts trying. Completes once the first try is under way, and never fails. */
  public Future<Void> start() {
    return link.start();
  }

  /** Ends the connection and stops trying. What is in flight fails. */
  public Future<Void> close() {
    return link.close();
  }

  /** Takes other credentials; used from the next connection on, and what is connected stays. */
  public void reconfigure(RedisOptions options) {
    link.reconfigure(options);
  }

  @Override
  public LinkState state() {
    return link.state();
  }

  @Override
  public void listen(Consumer<LinkState> listener) {
    link.listen(listener);
  }

  @Override
  public Future<@Nullable Response> send(Request request) {
    return link.send(request);
  }

  @Override
  public RedisLink at(String key) {
    return link.at(key);
  }

  @Override
  public List<RedisLink> nodes() {
    return link.nodes();
  }
}
