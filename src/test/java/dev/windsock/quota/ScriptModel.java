package dev.windsock.quota;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What quota.lua does, in Java, on a ledger in memory: the judge of the script, and the Redis of
 * the simulation. Goes over to whatever configuration it is asked with.
 */
final class ScriptModel {
  private String run = "";
  private @Nullable String ledgerId;
  private @Nullable Ledger ledger;
  private Ledger.Limit[] limits = {};
  private long guard;
  private long born;
  private long last;
  private long hold;
  private long block;

  /** Forgets everything, as FLUSHALL does. */
  void lose() {
    ledgerId = null;
    ledger = null;
    hold = 0;
    block = 0;
    last = 0;
  }

  /** The state as it is now, for a replica. */
  ScriptModel copy() {
    ScriptModel copy = new ScriptModel();
    copy.run = run;
    copy.ledgerId = ledgerId;
    copy.limits = limits;
    copy.guard = guard;
    copy.ledger = ledger == null ? null : ledger.resized(guard, limits);
    copy.born = born;
    copy.last = last;
    copy.hold = hold;
    copy.block = block;
    return copy;
  }

  /** Runs the script on the arguments that Redis would get. */
  SharedReply run(List<String> args, long timeMicros) {
    String op = args.get(0);
    String runId = args.get(1);
    int cost = Integer.parseInt(args.get(7));
    guard = number(args, 9);
    long holdFor = number(args, 10);
    int rings = (int) number(args, 13);
    int windows = (int) number(args, 14);
    Ledger.Limit[] before = limits;
    limits = limits(args, rings, windows);
    long now = Math.max(timeMicros, last);
    boolean lost = ledger == null;
    long known = hold;
    boolean moved = !run.equals(runId);
    if (lost ? !args.get(6).equals("1") : moved) {
      hold = Math.max(hold, now + holdFor);
    }
    if (lost) {
      ledgerId = args.get(5);
      born = now;
      ledger = new Ledger(guard, limits);
    } else if (!Arrays.equals(before, limits)) {
      ledger = Objects.requireNonNull(ledger).resized(guard, limits);
    }
    Ledger log = Objects.requireNonNull(ledger);
    String id = String.valueOf(ledgerId);
    if (!args.get(4).isEmpty() && !args.get(4).equals(id)) {
      hold = Math.max(hold, born + holdFor);
    }
    int at = 16 + 2 * rings + 3 * windows;
    for (int i = 0; i < number(args, 15); i++) {
      if (number(args, at + 3 * i + 1) + guard > now) {
        log.settle(number(args, at + 3 * i), now - number(args, at + 3 * i + 2), now);
      }
    }
    if (op.equals("adopt")) {
      block = Math.max(block, now + number(args, 12));
    }
    boolean shut = Math.max(hold, block) > now;
    int wanted = (int) number(args, 8);
    int calls = shut || !op.equals("take") || wanted == 0 ? 0 : log.take(now, cost, wanted);
    if (!op.equals("peek") || lost || moved || hold != known) {
      last = now;
      run = runId;
    }
    return reply(calls, cost, now, id, log);
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

  private static Ledger.Limit[] limits(List<String> args, int rings, int windows) {
    Ledger.Limit[] limits = new Ledger.Limit[windows];
    for (int i = 0; i < windows; i++) {
      int at = 16 + 2 * rings + 3 * i;
      long grain = number(args, 17 + 2 * ((int) number(args, at) - 1));
      limits[i] = new Ledger.Limit(number(args, at + 1) * grain, number(args, at + 2));
    }
    return limits;
  }

  private static long number(List<String> args, int index) {
    return Long.parseLong(args.get(index));
  }
}
