package dev.windsock.redis;

import dev.windsock.redis.NodeLink.Parts;
import dev.windsock.time.Backoff;
import dev.windsock.time.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link to Redis Cluster: one {@link NodeLink} to each master, and a map of who serves which slot.
 * A dead master costs its own keys alone, which fail at once like those of any link that is down.
 * The link is up while any master is, and tells its listeners of every change of one.
 *
 * <p>The map is asked for anew every 15 s, when a node says that it has moved, and while a master
 * is not up every half second at most, so that a failover is followed as soon as the cluster has
 * made it. Its own state is touched on its own context, what others read is replaced whole.
 */
final class ClusterLink implements OwnedLink {
  private static final long CALM_NANOS = 15_000_000_000L;
  private static final Logger LOG = LoggerFactory.getLogger(ClusterLink.class);

  private final Vertx vertx;
  private final Clock clock;
  private final ContextInternal context;
  private final LinkMeters meters;
  private final AtomicLong generations = new AtomicLong();
  private final List<Consumer<LinkState>> listeners = new CopyOnWriteArrayList<>();
  private final Backoff backoff =
      new Backoff(50_000_000, 500_000_000, () -> ThreadLocalRandom.current().nextDouble());

  private volatile RedisOptions options;
  private volatile ClusterMap map = ClusterMap.NONE;
  private volatile LinkState state = new LinkState.Connecting(1);
  private volatile Future<@Nullable Response> unknown =
      Future.failedFuture(new LinkDownException("no node of the cluster is known yet"));

  // Touched on the context alone.
  private Discovery discovery;
  private boolean asking;
  private boolean closed;
  private Clock.@Nullable Timer next;
  private boolean calm;

  ClusterLink(Vertx vertx, Clock clock, RedisOptions options, MeterRegistry registry, String name) {
    this.vertx = vertx;
    this.clock = clock;
    this.options = options;
    this.context = ((VertxInternal) vertx).createEventLoopContext();
    this.meters = new LinkMeters(registry, name, this::state);
    this.discovery = discovery(options);
    LinkMeters.nodes(registry, name, () -> new int[] {map.up(), map.nodes().size()});
  }

  private Discovery discovery(RedisOptions of) {
    return new Discovery(new Greeting(vertx, clock, of), of);
  }

  @Override
  public Future<Void> start() {
    Promise<Void> started = ((VertxInternal) vertx).getOrCreateContext().promise();
    context.runOnContext(
        run -> {
          refresh();
          started.complete();
        });
    return started.future();
  }

  @Override
  public Future<Void> close() {
    Promise<Void> done = ((VertxInternal) vertx).getOrCreateContext().promise();
    context.runOnContext(
        run -> {
          closed = true;
          if (next != null) {
            next.cancel();
          }
          List<Future<Void>> ends = map.nodes().values().stream().map(NodeLink::close).toList();
          map = ClusterMap.NONE;
          goDown("closed");
          Future.join(ends).<Void>mapEmpty().onComplete(done);
        });
    return done.future();
  }

  @Override
  public void reconfigure(RedisOptions changed) {
    options = changed;
    map.nodes().values().forEach(node -> node.reconfigure(changed));
    context.runOnContext(run -> discovery = discovery(changed));
  }

  @Override
  public LinkState state() {
    return state;
  }

  /** Where a slot stands. */
  LinkState state(int slot) {
    NodeLink node = map.at(slot);
    return node == null ? state : node.state();
  }

  @Override
  public void listen(Consumer<LinkState> listener) {
    listeners.add(listener);
  }

  @Override
  public Future<@Nullable Response> send(Request request) {
    int slot = Layout.slot(request);
    if (slot == Layout.SEVERAL) {
      return Future.failedFuture(
          new IllegalArgumentException("the keys of a command must lie in one slot"));
    }
    ClusterMap now = map;
    NodeLink node = slot == Layout.NO_KEY ? now.any() : now.at(slot);
    if (node == null) {
      meters.down.increment();
      return unknown;
    }
    return node.send(request)
        .recover(
            cause ->
                cause instanceof ErrorType error && Refusal.isMoved(error)
                    ? redirect(error, request)
                    : Future.<@Nullable Response>failedFuture(cause));
  }

  /** Tries once where the node said that the key is; an unknown node will be known next time. */
  private Future<@Nullable Response> redirect(ErrorType error, Request request) {
    String[] words = error.toString().split(" ", -1);
    NodeLink node = words.length < 3 ? null : map.nodes().get("redis://" + words[2]);
    if (error.is("MOVED")) {
      context.runOnContext(run -> refresh());
    }
    if (node == null) {
      return Future.failedFuture(new LinkDownException("the slot is moving"));
    }
    return error.is("ASK") ? node.ask(request) : node.send(request);
  }

  @Override
  public RedisLink at(String key) {
    return new SlotLink(this, Layout.slot(key));
  }

  @Override
  public List<RedisLink> nodes() {
    return List.copyOf(map.nodes().values());
  }

  /** Who serves a slot. */
  List<RedisLink> nodes(int slot) {
    NodeLink node = map.at(slot);
    return node == null ? List.of() : List.of(node);
  }

  /** Asks for the layout, if nobody is asking. */
  private void refresh() {
    if (asking || closed) {
      return;
    }
    asking = true;
    if (next != null) {
      next.cancel();
    }
    discovery
        .ask()
        .onComplete(
            done -> {
              asking = false;
              if (closed) {
                return;
              }
              if (done.succeeded()) {
                apply(done.result());
              } else if (map.up() == 0) {
                goDown(Refusal.describe(done.cause()));
              }
              schedule(done.succeeded());
            });
  }

  private void schedule(boolean known) {
    calm = known && map.up() == map.nodes().size();
    if (calm) {
      backoff.reset();
    }
    next = clock.after(calm ? CALM_NANOS : backoff.nextNanos(), this::refresh);
  }

  private void apply(Layout layout) {
    Map<String, NodeLink> before = map.nodes();
    Map<String, NodeLink> nodes = new HashMap<>();
    for (String master : layout.masters()) {
      NodeLink known = before.get(master);
      nodes.put(master, known == null ? open(master) : known);
    }
    map = ClusterMap.of(layout, nodes);
    before.forEach(
        (endpoint, node) -> {
          if (!nodes.containsKey(endpoint)) {
            LOG.info("{} serves no slots any more", endpoint);
            node.close();
          }
        });
    if (!before.keySet().equals(nodes.keySet())) {
      LOG.info("Masters of the cluster: {}", nodes.keySet());
    }
    if (!nodes.keySet().equals(before.keySet())) {
      moved();
    }
  }

  private NodeLink open(String endpoint) {
    NodeLink node =
        new NodeLink(
            vertx,
            clock,
            options,
            of -> new Parts(() -> Future.succeededFuture(endpoint), new Greeting(vertx, clock, of)),
            meters,
            generations::incrementAndGet);
    node.listen(state -> context.runOnContext(run -> moved()));
    node.start();
    return node;
  }

  /** A node changed. */
  private void moved() {
    if (closed) {
      return;
    }
    if (map.up() > 0) {
      move(new LinkState.Up("", generations.incrementAndGet()));
    } else {
      map.nodes().values().stream()
          .map(NodeLink::state)
          .filter(LinkState.Down.class::isInstance)
          .map(LinkState.Down.class::cast)
          .findFirst()
          .ifPresent(down -> goDown(down.reason()));
    }
    if (calm && map.up() < map.nodes().size()) {
      refresh();
    }
  }

  private void goDown(String reason) {
    unknown = Future.failedFuture(new LinkDownException("Redis is down: " + reason));
    if (state instanceof LinkState.Down down) {
      if (!down.reason().equals(reason)) {
        move(new LinkState.Down(reason, down.sinceNanos()));
      }
    } else {
      move(new LinkState.Down(reason, clock.nanos()));
    }
  }

  private void move(LinkState to) {
    state = to;
    for (Consumer<LinkState> listener : listeners) {
      try {
        listener.accept(to);
      } catch (RuntimeException e) {
        LOG.error("a listener to the Redis link failed", e);
      }
    }
  }
}
