package dev.windsock.quota;

import dev.windsock.redis.RedisLink;
import dev.windsock.redis.Script;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The scripts with everything that stays the same from call to call. Immutable. */
final class SharedScript {
  /** A ledger is kept at least so long, that its loss can be told from disuse. */
  private static final Duration KEPT = Duration.ofDays(7);

  private final Script script = Script.load(SharedScript.class, "quota.lua");
  private final Script configure = Script.load(SharedScript.class, "configure.lua");
  private final List<String> keys;
  private final String shape;
  private final String version;
  private final long guardNanos;
  private final long shortestNanos;
  private final String guard;
  private final String hold;
  private final String ttl;
  private final List<String> layout;
  private final int rings;
  private final int windows;

  /**
   * @param keys of the ring and the meta
   * @param shares whose shared part this is
   * @param version of the configuration: a later one wins
   */
  SharedScript(List<String> keys, Shares shares, long version) {
    this.keys = keys;
    this.version = Long.toString(version);
    this.guardNanos = shares.guard().toNanos();
    this.shortestNanos = shares.shortestSharedNanos();
    this.guard = Long.toString(Shares.micros(shares.guard()));
    this.hold = Long.toString(Shares.micros(shares.hold()));
    Duration longest = shares.hold().multipliedBy(2);
    this.ttl = Long.toString((longest.compareTo(KEPT) > 0 ? longest : KEPT).toMillis());
    Ledger.Limit[] limits = shares.sharedLimits();
    List<String> ringArgs = new ArrayList<>();
    List<String> windowArgs = new ArrayList<>();
    int exact = 0;
    for (Ledger.Limit limit : limits) {
      exact = limit.grain() == 1 ? Math.max(exact, limit.slots()) : exact;
    }
    if (exact > 0) {
      ringArgs.addAll(List.of(Integer.toString(exact), "1"));
    }
    for (Ledger.Limit limit : limits) {
      int ring = 1;
      if (limit.grain() > 1) {
        ringArgs.addAll(List.of(Integer.toString(limit.slots()), Integer.toString(limit.grain())));
        ring = ringArgs.size() / 2;
      }
      windowArgs.add(Integer.toString(ring));
      windowArgs.add(Integer.toString(limit.slots()));
      windowArgs.add(Long.toString(limit.window()));
    }
    this.rings = ringArgs.size() / 2;
    this.windows = limits.length;
    ringArgs.addAll(windowArgs);
    this.layout = List.copyOf(ringArgs);
    StringBuilder sections = new StringBuilder();
    for (int i = 0; i < rings; i++) {
      sections.append(layout.get(2 * i)).append('x').append(layout.get(2 * i + 1)).append(' ');
    }
    this.shape = sections + String.join(",", layout.subList(2 * rings, layout.size()));
  }

  /** Moves the log over to this configuration, if it is the latest. */
  Future<@Nullable Response> configure(RedisLink link) {
    List<String> args = new ArrayList<>(List.of(shape, version, Integer.toString(rings)));
    args.addAll(layout.subList(0, 2 * rings));
    return link.eval(configure, keys, args);
  }

  /** D. */
  long guardNanos() {
    return guardNanos;
  }

  /** The shortest window, guards included. */
  long shortestNanos() {
    return shortestNanos;
  }

  /** What differs from call to call. */
  record Call(
      String operation,
      String runId,
      String knownLedger,
      String newLedger,
      boolean mayBeFirst,
      int cost,
      int wanted,
      long blockMicros,
      List<Settled> settled) {}

  /**
   * Calls that have arrived.
   *
   * @param grants of those calls
   * @param grantedMicros when they were granted, by the script's time: when their stamps have
   *     passed, there is nothing to lower any more but other calls' stamps
   * @param ageMicros how long ago they arrived, at least
   */
  record Settled(long grants, long grantedMicros, long ageMicros) {}

  /** Runs it. */
  Future<@Nullable Response> run(RedisLink link, Call call) {
    List<String> args = new ArrayList<>(16 + layout.size() + 3 * call.settled.size());
    args.add(call.operation);
    args.add(call.runId);
    args.add(shape);
    args.add(version);
    args.add(call.knownLedger);
    args.add(call.newLedger);
    args.add(call.mayBeFirst ? "1" : "0");
    args.add(Integer.toString(call.cost));
    args.add(Integer.toString(call.wanted));
    args.add(guard);
    args.add(hold);
    args.add(ttl);
    args.add(Long.toString(call.blockMicros));
    args.add(Integer.toString(rings));
    args.add(Integer.toString(windows));
    args.add(Integer.toString(call.settled.size()));
    args.addAll(layout);
    for (Settled settled : call.settled) {
      args.add(Long.toString(settled.grants));
      args.add(Long.toString(settled.grantedMicros));
      args.add(Long.toString(settled.ageMicros));
    }
    return link.eval(script, keys, args);
  }
}
