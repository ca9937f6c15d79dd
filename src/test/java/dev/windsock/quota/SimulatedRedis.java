package dev.windsock.quota;

import dev.windsock.redis.LinkDownException;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.RedisLink;
import dev.windsock.redis.Script;
import dev.windsock.time.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.BulkType;
import io.vertx.redis.client.impl.types.MultiType;
import io.vertx.redis.client.impl.types.NumberType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A Redis in virtual time that fails in every way: it forgets, it is replaced by a replica that
 * missed the last writes while it serves on, its clock steps, and links to it break with a command
 * or its reply under way.
 */
final class SimulatedRedis {
  private static final long MILLI = 1_000_000;

  private final ManualClock clock;
  private final Random random;
  private final List<Link> links = new ArrayList<>();
  private Server master;
  private ScriptModel replica;
  private int servers;

  SimulatedRedis(ManualClock clock, Random random) {
    this.clock = clock;
    this.random = random;
    this.master = new Server("run0", new ScriptModel());
    this.replica = master.state.copy();
  }

  private static final class Server {
    private final String runId;
    private final ScriptModel state;
    private long offsetMicros;

    private Server(String runId, ScriptModel state) {
      this.runId = runId;
      this.state = state;
    }
  }

  Link connect() {
    Link link = new Link();
    links.add(link);
    return link;
  }

  /** All data gone, the server the same. */
  void flush() {
    master.state.lose();
    replica.lose();
  }

  /** A new process without data. */
  void restartEmpty() {
    master = new Server("run" + ++servers, new ScriptModel());
    replica = new ScriptModel();
    links.forEach(link -> link.drop(random.nextInt(2_000)));
  }

  /** What the replica has from now on, until the next time. */
  void replicate() {
    replica = master.state.copy();
  }

  /** The replica takes over; some links stay with the old master, at most for so long. */
  void failOver(long overlapMillis) {
    master = new Server("run" + ++servers, replica.copy());
    for (Link link : links) {
      long late = random.nextBoolean() ? 0 : (long) (random.nextDouble() * overlapMillis);
      clock.after(1 + late * MILLI, () -> link.drop(random.nextInt(500)));
    }
  }

  /** The server's clock is stepped to so far from the true time. */
  void stepClock(long micros) {
    master.offsetMicros = micros;
  }

  /** One instance's link breaks. */
  void cut(long forMillis) {
    links.get(random.nextInt(links.size())).drop(forMillis);
  }

  /** One instance's link. */
  final class Link implements RedisLink {
    private final List<Consumer<LinkState>> listeners = new ArrayList<>();
    private Server server = master;
    private long generation = 1;
    private LinkState state = new LinkState.Up(server.runId, generation);
    private boolean closed;

    void drop(long forMillis) {
      if (state instanceof LinkState.Up && !closed) {
        move(new LinkState.Down("cut", clock.nanos()));
        clock.after((1 + forMillis) * MILLI, this::reconnect);
      }
    }

    private void reconnect() {
      if (!closed) {
        server = master;
        move(new LinkState.Up(server.runId, ++generation));
      }
    }

    void close() {
      closed = true;
      state = new LinkState.Down("closed", clock.nanos());
      links.remove(this);
    }

    private void move(LinkState next) {
      state = next;
      listeners.forEach(listener -> listener.accept(next));
    }

    @Override
    public LinkState state() {
      return state;
    }

    @Override
    public void listen(Consumer<LinkState> listener) {
      listeners.add(listener);
    }

    @Override
    public Future<@Nullable Response> send(Request request) {
      return Future.failedFuture("only scripts");
    }

    @Override
    public Future<@Nullable Response> eval(Script script, List<String> keys, List<String> args) {
      if (!(state instanceof LinkState.Up)) {
        return Future.failedFuture(new LinkDownException("down"));
      }
      Promise<@Nullable Response> promise = Promise.promise();
      Server target = server;
      long sent = generation;
      clock.after(delay(), () -> arrive(target, sent, args, promise));
      return promise.future();
    }

    private void arrive(
        Server target, long sent, List<String> args, Promise<@Nullable Response> promise) {
      boolean lost = sent != generation && random.nextBoolean();
      SharedReply reply =
          lost ? null : target.state.run(args, clock.millis() * 1_000 + target.offsetMicros);
      clock.after(
          delay(),
          () -> {
            if (reply == null || sent != generation || !(state instanceof LinkState.Up)) {
              promise.tryFail(new LinkDownException("broken"));
            } else {
              promise.tryComplete(response(reply));
            }
          });
    }

    private long delay() {
      return (random.nextInt(50) == 0 ? random.nextInt(300) : 1 + random.nextInt(4)) * MILLI;
    }
  }

  static Response response(SharedReply reply) {
    MultiType response = MultiType.create(6 + 2L * reply.remaining().size(), false);
    response.add(NumberType.create(reply.code()));
    response.add(NumberType.create(reply.calls()));
    response.add(NumberType.create(reply.now()));
    response.add(NumberType.create(reply.next()));
    response.add(NumberType.create(reply.block()));
    response.add(BulkType.create(Buffer.buffer(reply.ledger()), false));
    for (int i = 0; i < reply.remaining().size(); i++) {
      response.add(NumberType.create(reply.remaining().get(i)));
      response.add(NumberType.create(reply.leaves().get(i)));
    }
    return response;
  }
}
