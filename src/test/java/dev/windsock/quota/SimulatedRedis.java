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
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A Redis in virtual time that fails in every way: it forgets, hangs, is replaced by a replica that
 * missed the last writes while it serves on, its clock steps, and links to it break, in one
 * direction or both, with commands or their replies under way.
 */
final class SimulatedRedis {
  private static final long MILLI = 1_000_000;

  /** An unanswered command breaks its link after this, as the real link's deadline does. */
  private static final long TIMEOUT_NANOS = 150 * MILLI;

  private final ManualClock clock;
  private final Random random;
  private final int worstMillis;
  private final UnaryOperator<List<String>> wire;
  private final List<Link> links = new ArrayList<>();
  private Server master;
  private @Nullable Server former;
  private ScriptModel replica;
  private int servers;
  private int repliesLost;

  /**
   * @param spikes whether an answer is now and then later than its link waits for
   * @param wire what becomes of arguments on their way
   */
  SimulatedRedis(
      ManualClock clock, Random random, boolean spikes, UnaryOperator<List<String>> wire) {
    this.clock = clock;
    this.random = random;
    this.worstMillis = spikes ? 300 : 60;
    this.wire = wire;
    this.master = new Server("run0", new ScriptModel());
    this.replica = master.state.copy();
  }

  private static final class Server {
    private final String runId;
    private final ScriptModel state;
    private long offsetMicros;
    private long hungUntilNanos;
    private long servesUntilNanos = Long.MAX_VALUE;

    private Server(String runId, ScriptModel state) {
      this.runId = runId;
      this.state = state;
    }
  }

  /** A link of a process to whoever is master now. */
  Link connect(ProcessClock process) {
    links.removeIf(link -> link.process.isEnded());
    Link link = new Link(process);
    links.add(link);
    return link;
  }

  /** Whether every server that a link may come to has a ledger: an old master serves on a while. */
  boolean hasLedger() {
    Server old = former;
    boolean serves = old != null && clock.nanos() < old.servesUntilNanos;
    return master.state.hasLedger() && (old == null || !serves || old.state.hasLedger());
  }

  /** Commands that ran and whose replies were lost. */
  int repliesLost() {
    return repliesLost;
  }

  /** All data gone, the server the same. */
  void flush() {
    master.state.lose();
    replica.lose();
  }

  /** One key gone. */
  void evict() {
    master.state.evictRing();
    replica.evictRing();
  }

  /** A new process without data, after a while without any. */
  void restartEmpty() {
    master = new Server("run" + ++servers, new ScriptModel());
    replica = new ScriptModel();
    links.forEach(link -> link.drop(random.nextInt(2_000)));
  }

  /** What the replica has from now on, until the next time. */
  void replicate() {
    replica = master.state.copy();
  }

  /**
   * The replica takes over. Some links stay with the old master, or come back to it, for so long at
   * most. Returns how many grants the replica had missed.
   */
  long failOver(long overlapMillis) {
    long missed = master.state.granted() - replica.granted();
    Server old = master;
    old.servesUntilNanos = clock.nanos() + overlapMillis * MILLI;
    former = old;
    master = new Server("run" + ++servers, replica.copy());
    for (Link link : links) {
      long late = random.nextBoolean() ? 0 : (long) (random.nextDouble() * overlapMillis);
      clock.after(1 + late * MILLI, () -> link.leave(old));
    }
    clock.after(overlapMillis * MILLI, () -> links.forEach(link -> link.leave(old)));
    return missed;
  }

  /** The server's clock is stepped to so far from the true time. */
  void stepClock(long micros) {
    master.offsetMicros = micros;
  }

  /** The server stops for so long, and then does what it was asked meanwhile. */
  void hang(long forMillis) {
    master.hungUntilNanos = clock.nanos() + forMillis * MILLI;
  }

  /** One instance's link breaks, or all of them. */
  void cut(boolean all, long forMillis) {
    if (all) {
      links.forEach(link -> link.drop(forMillis));
    } else {
      links.get(random.nextInt(links.size())).drop(forMillis);
    }
  }

  /** What one instance says vanishes, or what it is told. */
  void cutOneWay(boolean requests, long forMillis) {
    Link link = links.get(random.nextInt(links.size()));
    link.deafUntilNanos = clock.nanos() + forMillis * MILLI;
    link.mute = requests;
  }

  /** One instance's link. */
  final class Link implements RedisLink {
    private final ProcessClock process;
    private final List<Consumer<LinkState>> listeners = new ArrayList<>();
    private Server server = master;
    private long generation = 1;
    private LinkState state = new LinkState.Up(server.runId, generation);
    private long deafUntilNanos;
    private boolean mute;
    private boolean heard;

    private Link(ProcessClock process) {
      this.process = process;
    }

    /** Whether a reply ever came. */
    boolean heard() {
      return heard;
    }

    private boolean deaf() {
      return clock.nanos() - deafUntilNanos < 0;
    }

    private void leave(Server old) {
      if (server == old) {
        drop(random.nextInt(500));
      }
    }

    void drop(long forMillis) {
      if (state instanceof LinkState.Up && !process.isEnded()) {
        move(new LinkState.Down("cut", clock.nanos()));
        clock.after((1 + forMillis) * MILLI, this::reconnect);
      }
    }

    private void reconnect() {
      if (process.isEnded()) {
        return;
      }
      Server old = former;
      boolean toOld = old != null && clock.nanos() < old.servesUntilNanos && random.nextInt(3) == 0;
      Server target = toOld && old != null ? old : master;
      if (deaf() || clock.nanos() < target.hungUntilNanos) {
        clock.after((25 + random.nextInt(500)) * MILLI, this::reconnect);
      } else {
        server = target;
        move(new LinkState.Up(server.runId, ++generation));
      }
    }

    private void move(LinkState next) {
      state = next;
      process.run(() -> listeners.forEach(listener -> listener.accept(next)));
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
    public Future<@Nullable Response> eval(Script script, List<String> keys, List<?> given) {
      List<String> args = given.stream().map(String::valueOf).toList();
      if (!(state instanceof LinkState.Up)) {
        return Future.failedFuture(new LinkDownException("down"));
      }
      Promise<@Nullable Response> promise = Promise.promise();
      boolean moves = script.name().startsWith("configure");
      List<String> sent = moves ? args : wire.apply(args);
      Server target = server;
      long of = generation;
      if (!(deaf() && mute)) {
        clock.after(delay(), () -> arrive(target, of, moves, sent, promise));
      }
      clock.after(
          TIMEOUT_NANOS,
          () -> {
            if (!promise.future().isComplete()) {
              if (of == generation) {
                drop(random.nextInt(50));
              }
              fail(promise);
            }
          });
      return promise.future();
    }

    private void arrive(
        Server target,
        long of,
        boolean moves,
        List<String> args,
        Promise<@Nullable Response> promise) {
      if (clock.nanos() - target.hungUntilNanos < 0) {
        clock.after(
            target.hungUntilNanos - clock.nanos(), () -> arrive(target, of, moves, args, promise));
        return;
      }
      boolean lost = of != generation && random.nextBoolean();
      if (lost) {
        fail(promise);
        return;
      }
      long time = clock.millis() * 1_000 + target.offsetMicros;
      Response response =
          moves
              ? NumberType.create(target.state.configure(args))
              : response(target.state.run(args, time));
      clock.after(delay(), () -> reply(of, promise, () -> response));
    }

    private void reply(long of, Promise<@Nullable Response> promise, Supplier<Response> response) {
      if (of != generation || !(state instanceof LinkState.Up) || (deaf() && !mute)) {
        repliesLost++;
        return;
      }
      heard = true;
      process.run(() -> promise.tryComplete(response.get()));
    }

    private void fail(Promise<@Nullable Response> promise) {
      process.run(() -> promise.tryFail(new LinkDownException("broken")));
    }

    private long delay() {
      return (random.nextInt(50) == 0 ? random.nextInt(worstMillis) : 1 + random.nextInt(4))
          * MILLI;
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
