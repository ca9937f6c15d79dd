package dev.windsock.quota;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What quota.lua and configure.lua do, in Java, on a ledger in memory: the judge of the scripts,
 * and the Redis of the simulation.
 */
final class ScriptModel {
  private String run = "";
  private @Nullable String ledgerId;
  private @Nullable Ledger ledger;
  private String shape = "";
  private long version;
  private Ledger.Limit[] limits = {};
  private long guard;
  private long born;
  private long last;
  private long hold;
  private long block;
  private long granted;
  private boolean written;
  private boolean evicted;

  /** Forgets everything, as FLUSHALL does. */
  void lose() {
    ledgerId = null;
    ledger = null;
    version = 0;
    hold = 0;
    block = 0;
    last = 0;
    written = false;
    evicted = false;
  }

  /** The ring is gone and the meta is not, as after an eviction. */
  void evictRing() {
    evicted = written;
  }

  boolean hasLedger() {
    return ledger != null && !evicted;
  }

  /** Grants ever made, those lost since included. */
  long granted() {
    return granted;
  }

  /** The state as it is now, for a replica. */
  ScriptModel copy() {
    ScriptModel copy = new ScriptModel();
    copy.run = run;
    copy.ledgerId = ledgerId;
    copy.shape = shape;
    copy.version = version;
    copy.limits = limits;
    copy.guard = guard;
    copy.ledger = ledger == null ? null : ledger.resized(guard, limits);
    copy.born = born;
    copy.last = last;
    copy.hold = hold;
    copy.block = block;
    copy.granted = granted;
    copy.written = written;
    copy.evicted = evicted;
    return copy;
  }

  /** Runs configure.lua on the arguments that Redis would get; 1 when it moved the log. */
  int configure(List<String> args) {
    long next = number(args, 1);
    if (ledger == null || args.get(0).equals(shape) || next <= version) {
      return 0;
    }
    shape = args.get(0);
    version = next;
    limits = limits(shape);
    ledger = ledger.resized(guard, limits);
    return 1;
  }

  private static Ledger.Limit[] limits(String shape) {
    String[] sections = shape.split(" ", -1);
    String[] windows = sections[sections.length - 1].split(",", -1);
    Ledger.Limit[] limits = new Ledger.Limit[windows.length / 3];
    for (int i = 0; i < limits.length; i++) {
      String ring = sections[Integer.parseInt(windows[3 * i]) - 1];
      long grain = Long.parseLong(ring.substring(ring.indexOf('x') + 1));
      long slots = Long.parseLong(windows[3 * i + 1]);
      // The most that is divided in this way: a lower one may come out even with a smaller grain.
      long grants = Math.min(slots * grain + grain - 1, Ledger.EXACT * grain);
      limits[i] = new Ledger.Limit(grants, Long.parseLong(windows[3 * i + 2]));
    }
    return limits;
  }

  /** Runs quota.lua on the arguments that Redis would get. */
  SharedReply run(List<String> args, long timeMicros) {
    String op = args.get(0);
    String runId = args.get(1);
    int cost = Integer.parseInt(args.get(7));
    long holdFor = number(args, 10);
    long now = Math.max(timeMicros, last);
    if (ledger != null && !shape.equals(args.get(2))) {
      int code = number(args, 3) > version ? SharedReply.CONFIGURE : SharedReply.STALE;
      String id = String.valueOf(ledgerId);
      return new SharedReply(code, 0, now, now, block, id, List.of(), List.of());
    }
    boolean lost = ledger == null || evicted;
    boolean moved = ledger != null && !run.equals(runId);
    long known = hold;
    if ((lost && (ledger != null || !args.get(6).equals("1"))) || moved) {
      hold = Math.max(hold, now + holdFor);
    }
    if (lost) {
      ledgerId = args.get(5);
      born = now;
      shape = args.get(2);
      limits = limits(shape);
      ledger = new Ledger(number(args, 9), limits);
      written = false;
      evicted = false;
    }
    Ledger log = guarded(Objects.requireNonNull(ledger), number(args, 9));
    String id = String.valueOf(ledgerId);
    if (!args.get(4).isEmpty() && !args.get(4).equals(id)) {
      hold = Math.max(hold, born + holdFor);
    }
    settle(args, log, now);
    if (op.equals("adopt")) {
      block = Math.max(block, now + number(args, 12));
    }
    boolean shut = Math.max(hold, block) > now;
    int wanted = (int) number(args, 8);
    int calls = shut || !op.equals("take") || wanted == 0 ? 0 : log.take(now, cost, wanted);
    granted += calls;
    written |= calls > 0;
    if (!op.equals("peek") || lost || moved || hold != known) {
      last = now;
      run = runId;
      version = Math.max(version, number(args, 3));
    }
    return reply(calls, cost, now, id, log);
  }

  /** The guard is the caller's own, from call to call. */
  private Ledger guarded(Ledger log, long asked) {
    Ledger next = asked == guard ? log : log.guarded(asked);
    guard = asked;
    ledger = next;
    return next;
  }

  private static void settle(List<String> args, Ledger log, long now) {
    int at = 16 + 2 * (int) number(args, 13) + 3 * (int) number(args, 14);
    for (int i = 0; i < number(args, 15); i++) {
      if (number(args, at + 3 * i + 1) + number(args, 9) > now) {
        log.settle(number(args, at + 3 * i), now - number(args, at + 3 * i + 2), now);
      }
    }
  }

  private SharedReply reply(int calls, int cost, long now, String id, Ledger log) {
    int code = calls > 0 ? SharedReply.GRANTED : SharedReply.SPENT;
    code = hold > now ? SharedReply.HELD : code;
    code = block > now ? SharedReply.BLOCKED : code;
    List<Long> remaining = new ArrayList<>();
    List<Long> leaves = new ArrayList<>();
    for (int i = 0; i < limits.length; i++) {
      remaining.add(log.remaining(i, now));
      leaves.add(log.leavesAt(i, now));
    }
    long next = Math.max(log.fitsAt(now, cost), Math.max(hold, block));
    return new SharedReply(code, calls, now, next, block, id, remaining, leaves);
  }

  private static long number(List<String> args, int index) {
    return Long.parseLong(args.get(index));
  }
}
