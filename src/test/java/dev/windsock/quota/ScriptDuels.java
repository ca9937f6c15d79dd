package dev.windsock.quota;

import dev.windsock.quota.ScriptDuel.Kind;
import dev.windsock.redis.Script;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Many duels at once, pipelined over one link: one operation of each in a batch. */
final class ScriptDuels {
  private static final int AT_ONCE = 64;

  private final PlainLink link;
  private final long seed;
  private final Random random;
  private final Map<Kind, Integer> done = new EnumMap<>(Kind.class);
  private int duels;

  ScriptDuels(PlainLink link, long seed) {
    this.link = link;
    this.seed = seed;
    this.random = new Random(seed);
  }

  /** Fights for so many operations; fails at the first answer that differs. */
  Map<Kind, Integer> fight(long operations) throws Exception {
    for (String name : List.of("quota.lua", "configure.lua")) {
      String source = Script.load(SharedScript.class, name).source();
      LimiterContract.await(link.send(Request.cmd(Command.SCRIPT).arg("LOAD").arg(source)));
    }
    long count = 0;
    while (count < operations) {
      count += round(50 + random.nextInt(1_000), (operations - count) / AT_ONCE + 1);
    }
    return done;
  }

  private long round(int length, long most) throws Exception {
    List<ScriptDuel> pairs = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      pairs.add(new ScriptDuel(new Random(random.nextLong()), "{d" + duels++ + "}"));
    }
    long steps = Math.min(length, most);
    for (long step = 0; step < steps; step++) {
      List<Future<@Nullable Response>> replies = new ArrayList<>();
      for (ScriptDuel pair : pairs) {
        replies.add(link.send(pair.next()));
      }
      LimiterContract.await(Future.join(replies));
      for (int i = 0; i < AT_ONCE; i++) {
        pairs.get(i).check(replies.get(i).result(), seed);
      }
    }
    Request forget = Request.cmd(Command.DEL);
    for (ScriptDuel pair : pairs) {
      pair.keys().forEach(forget::arg);
      pair.done().forEach((kind, times) -> done.merge(kind, times, Integer::sum));
    }
    LimiterContract.await(link.send(forget));
    return steps * AT_ONCE;
  }
}
