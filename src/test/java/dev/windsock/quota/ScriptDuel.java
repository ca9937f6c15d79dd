package dev.windsock.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.quota.SharedScript.Call;
import dev.windsock.quota.SharedScript.Settled;
import dev.windsock.redis.Script;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One ledger in a real Redis and its model: random operations, each of which both must answer
 * alike. Everything is drawn: limits with and without sub-buckets, costs that can never fit,
 * settlements too many and too late, other servers, other ledgers, lost keys, configurations that
 * replace each other and such as were replaced.
 */
final class ScriptDuel {
  /** What is done. */
  enum Kind {
    TAKE,
    PEEK,
    ADOPT,
    REFUND,
    SETTLE,
    CONFIGURE,
    OUTDATED,
    ALL_LOST,
    RING_LOST,
    META_LOST
  }

  private final Random random;
  private final String slot;
  private final boolean moving;
  private final ScriptModel model = new ScriptModel();
  private final Map<Kind, Integer> done = new EnumMap<>(Kind.class);
  private final Recorder recorder = new Recorder();
  private final List<SharedScript> scripts = new ArrayList<>();
  private String known = "";
  private String run = "run";
  private long lastNow;
  private int number;
  private List<String> args = List.of();
  private final List<String> past = new ArrayList<>();
  private boolean moves;

  ScriptDuel(Random random, String slot) {
    this.random = random;
    this.slot = slot;
    this.moving = random.nextBoolean();
    configure();
  }

  Map<Kind, Integer> done() {
    return done;
  }

  List<String> keys() {
    return List.of(slot + "ring", slot + "meta");
  }

  private void configure() {
    scripts.add(new SharedScript(keys(), shares(), 1 + scripts.size()));
  }

  /**
   * Where configurations replace each other, rings are as long as a power of two: the model's
   * arrays always are, and a longer one would still know what the script's has forgotten and, to be
   * safe, takes to be late.
   */
  private Shares shares() {
    List<Window> windows = new ArrayList<>();
    int most = 4 << random.nextInt(6);
    for (int i = random.nextInt(4); i >= 0; i--) {
      boolean coarse = random.nextInt(8) == 0;
      long limit =
          moving
              ? coarse ? Ledger.EXACT * (2L + random.nextInt(9)) : 3 + random.nextInt(most - 3)
              : coarse ? 5_000 + random.nextInt(40_000) : 3 + random.nextInt(90);
      windows.add(new Window(limit, Duration.ofSeconds(1)));
    }
    if (moving) {
      windows.add(new Window(most, Duration.ofSeconds(1)));
    }
    Duration transit = Duration.ofMillis(10 + random.nextInt(40));
    QuotaOptions options =
        new QuotaOptions(
            2, moving ? 0 : 0.2, "", 10, Duration.ofMillis(10), transit, Duration.ZERO);
    return Shares.of(windows, options, true);
  }

  /** The next operation, as Redis gets it. */
  Request next() {
    number++;
    int dice = random.nextInt(2_000);
    if (dice < 3) {
      return lose(dice);
    }
    if (dice == 3) {
      run = "run" + number;
    }
    if (dice == 4) {
      known = random.nextBoolean() ? "another" : "";
    }
    if (moving && dice < 12 && dice > 4 && scripts.size() < 6) {
      configure();
    }
    boolean outdated = scripts.size() > 1 && random.nextInt(40) == 0;
    SharedScript script = scripts.get(scripts.size() - (outdated ? 2 : 1));
    moves = random.nextInt(50) == 0 || dice == 5;
    Call call = call(outdated ? Kind.OUTDATED : kind(dice));
    script.run(recorder, call);
    args = hastened(recorder.args);
    if (moves) {
      String shape = args.get(2);
      script.configure(recorder);
      args = new ArrayList<>(recorder.args);
      args.set(0, shape);
      done.merge(Kind.CONFIGURE, 1, Integer::sum);
    }
    Request request =
        Request.cmd(Command.EVALSHA).arg(recorder.script.sha()).arg(recorder.keys.size());
    recorder.keys.forEach(request::arg);
    args.forEach(request::arg);
    return request;
  }

  private Request lose(int dice) {
    args = List.of();
    Request request = Request.cmd(Command.DEL);
    if (dice == 0) {
      model.lose();
      done.merge(Kind.ALL_LOST, 1, Integer::sum);
      return request.arg(keys().get(0)).arg(keys().get(1));
    }
    if (dice == 1) {
      model.evictRing();
      done.merge(Kind.RING_LOST, 1, Integer::sum);
      return request.arg(keys().get(0));
    }
    model.lose();
    done.merge(Kind.META_LOST, 1, Integer::sum);
    return request.arg(keys().get(1));
  }

  private static Kind kind(int dice) {
    return dice < 1_500
        ? Kind.TAKE
        : dice < 1_700 ? Kind.PEEK : dice < 1_990 ? Kind.REFUND : Kind.ADOPT;
  }

  private Call call(Kind kind) {
    List<Settled> settled = new ArrayList<>();
    if (kind == Kind.REFUND || random.nextInt(8) == 0) {
      for (int i = random.nextInt(4); i >= 0; i--) {
        boolean unsent = kind == Kind.REFUND && random.nextBoolean();
        long age = unsent ? 1_000_000_000_000_000L : random.nextInt(9_000);
        settled.add(
            new Settled(
                random.nextInt(500) == 0 ? 5_000 : random.nextInt(4),
                lastNow + random.nextInt(6_000) - 5_000,
                age));
      }
    }
    if (!moves) {
      done.merge(kind, 1, Integer::sum);
      if (!settled.isEmpty() && kind != Kind.REFUND) {
        done.merge(Kind.SETTLE, 1, Integer::sum);
      }
    }
    String operation = kind == Kind.PEEK ? "peek" : kind == Kind.ADOPT ? "adopt" : "take";
    int wanted =
        random.nextInt(1_000) == 0
            ? random.nextInt(9_000)
            : random.nextInt(random.nextInt(5) == 0 ? 40 : 3);
    return new Call(
        operation,
        run,
        known,
        "ledger" + number,
        known.isEmpty() || random.nextInt(50) == 0,
        random.nextInt(50) == 0 ? 1 + random.nextInt(200) : 1 + random.nextInt(3) / 2,
        kind == Kind.REFUND ? 0 : wanted,
        random.nextInt(2_000),
        settled);
  }

  /** Holds an answer against the model's. */
  void check(@Nullable Response response, long seed) {
    if (args.isEmpty() || response == null) {
      return;
    }
    if (moves) {
      assertThat(response.toInteger())
          .as("seed %d, %s, operation %d, configure %s", seed, slot, number, args)
          .isEqualTo(model.configure(args));
      return;
    }
    SharedReply reply = SharedReply.of(response);
    past.add("\n  " + args + "\n    -> " + reply);
    if (past.size() > 12) {
      past.remove(0);
    }
    SharedReply expected = sensible(model.run(args, reply.now()), reply);
    assertThat(reply.toString())
        .as("seed %d, %s, operation %d, the last: %s", seed, slot, number, past)
        .isEqualTo(expected.toString());
    known = random.nextInt(200) == 0 ? known : reply.ledger();
    lastNow = reply.now();
  }

  /** When a cost fits that never does, which nobody asks the script for, is left open. */
  private static SharedReply sensible(SharedReply model, SharedReply script) {
    return model.next() != Ledger.NEVER
        ? model
        : new SharedReply(
            model.code(),
            model.calls(),
            model.now(),
            script.next(),
            model.block(),
            model.ledger(),
            model.remaining(),
            model.leaves());
  }

  /** Makes seconds milliseconds, so that a short run sees windows come and go. */
  private static List<String> hastened(List<String> args) {
    List<String> fast = new ArrayList<>(args);
    int windows = Integer.parseInt(args.get(14));
    int first = 16 + 2 * Integer.parseInt(args.get(13));
    for (int i = 0; i < windows; i++) {
      divide(fast, first + 3 * i + 2, 40 + 20 * i);
    }
    divide(fast, 9, 10);
    divide(fast, 10, 1_000);
    String rings = args.get(2).substring(0, args.get(2).lastIndexOf(' ') + 1);
    fast.set(2, rings + String.join(",", fast.subList(first, first + 3 * windows)));
    return fast;
  }

  private static void divide(List<String> args, int index, long by) {
    args.set(index, Long.toString(Long.parseLong(args.get(index)) / by));
  }

  /** Takes down what a script is run with. */
  private static final class Recorder extends UpLink {
    private Script script = Script.load(SharedScript.class, "quota.lua");
    private List<String> keys = List.of();
    private List<String> args = List.of();

    @Override
    public Future<@Nullable Response> eval(
        Script asked, List<String> askedKeys, List<?> askedArgs) {
      script = asked;
      keys = askedKeys;
      args = askedArgs.stream().map(String::valueOf).toList();
      return Future.succeededFuture();
    }
  }
}
