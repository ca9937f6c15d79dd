package dev.windsock.cache;

import dev.windsock.cache.Barriers.Tag;
import dev.windsock.redis.Keys;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.LinkState.Up;
import dev.windsock.redis.RedisLink;
import dev.windsock.redis.Script;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What must be known of Redis before anything that lies there can be judged: its time, and the
 * barriers of tags that were raised while it was out of reach. Taken once for each connection,
 * before its first read. Barriers that Redis does not know (it was away when they were raised, or
 * it came back empty) are told to it. Thread-safe.
 */
final class Bearings {
  private static final int TOLD_AT_ONCE = 500;
  private static final Script RAISE = Script.load(Bearings.class, "raise.lua");

  /** One taking of bearings. */
  private record Taking(long generation, Future<Void> done) {}

  private static final Taking NONE = new Taking(-1, Future.succeededFuture());

  private final RedisLink link;
  private final Clock clock;
  private final Keys keys;
  private final String self;
  final RedisTime time;
  final Barriers barriers;
  private volatile Taking taking = NONE;

  Bearings(RedisLink link, Clock clock, Keys keys, String self, RedisTime time, Barriers barriers) {
    this.link = link;
    this.clock = clock;
    this.keys = keys;
    this.self = self;
    this.time = time;
    this.barriers = barriers;
    link.listen(
        state -> {
          if (state instanceof Up) {
            taken();
          }
        });
  }

  /** Completes, never with a failure, when what lies in Redis can be judged; at once as a rule. */
  Future<Void> taken() {
    LinkState state = link.state();
    if (!(state instanceof Up up)) {
      return NONE.done;
    }
    Taking now = taking;
    return now.generation == up.generation() ? now.done : take(up);
  }

  private Future<Void> take(Up up) {
    Promise<Void> done = Promise.promise();
    synchronized (this) {
      if (taking.generation == up.generation()) {
        return taking.done;
      }
      taking = new Taking(up.generation(), done.future());
    }
    measure().transform(measured -> fetch()).onComplete(fetched -> done.complete());
    return done.future();
  }

  /** Wall time here. */
  long nowMillis() {
    return clock.millis();
  }

  /** Measures the time of Redis. */
  Future<?> measure() {
    if (!(link.state() instanceof Up)) {
      return NONE.done;
    }
    long sentNanos = clock.nanos();
    return link.send(Request.cmd(Command.TIME))
        .onSuccess(
            reply -> {
              if (reply != null && reply.size() == 2) {
                long millis = number(reply.get(0)) * 1000 + number(reply.get(1)) / 1000;
                time.learn(millis, sentNanos);
              }
            });
  }

  private static long number(Response reply) {
    return Long.parseLong(reply.toString());
  }

  private Future<?> fetch() {
    return link.send(Request.cmd(Command.ZRANGE).arg(key()).arg(0).arg(-1).arg("WITHSCORES"))
        .onSuccess(this::merge);
  }

  private String key() {
    return keys.bucketKey(0, "tags");
  }

  private void merge(@Nullable Response reply) {
    Map<Tag, Long> untold = barriers.all();
    List<String> flat = new ArrayList<>();
    flatten(reply, flat);
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      long atMillis = time.toHere((long) Double.parseDouble(flat.get(i + 1)));
      String member = flat.get(i);
      int split = member.indexOf('\0');
      if (split < 0) {
        barriers.raiseFloor(atMillis);
      } else {
        Tag tag = new Tag(member.substring(0, split), member.substring(split + 1));
        barriers.raise(tag.cache(), tag.name(), atMillis);
        untold.computeIfPresent(tag, (same, ours) -> ours > atMillis ? ours : null);
      }
    }
    tell(untold);
  }

  /** RESP3 gives pairs, RESP2 a flat list. */
  private static void flatten(@Nullable Response reply, List<String> flat) {
    for (int i = 0; reply != null && i < reply.size(); i++) {
      Response one = reply.get(i);
      if (one.type() == ResponseType.MULTI) {
        flatten(one, flat);
      } else {
        flat.add(one.toString());
      }
    }
  }

  private void tell(Map<Tag, Long> untold) {
    List<Object> args = new ArrayList<>();
    for (Map.Entry<Tag, Long> one : untold.entrySet()) {
      if (one.getValue() > barriers.floorMillis()) {
        args.add(one.getKey().cache());
        args.add(one.getKey().name());
        args.add(time.toRedis(one.getValue()));
      }
      if (args.size() >= 3 * TOLD_AT_ONCE) {
        send(args);
        args = new ArrayList<>();
      }
    }
    if (!args.isEmpty()) {
      send(args);
    }
  }

  /**
   * Raises barriers of a cache to now, here and in Redis, and tells the other instances. What Redis
   * does not take now it is told when it is back.
   */
  Future<?> raise(String cache, List<String> tags) {
    long nowMillis = clock.millis();
    List<Object> args = new ArrayList<>(3 * tags.size());
    for (String tag : tags) {
      barriers.raise(cache, tag, nowMillis);
      args.add(cache);
      args.add(tag);
      args.add(0);
    }
    if (!(link.state() instanceof Up)) {
      return NONE.done;
    }
    return send(args)
        .onSuccess(
            reply -> {
              for (int i = 0; reply != null && i < tags.size(); i++) {
                barriers.raise(cache, tags.get(i), time.toHere(number(reply.get(i))));
              }
            });
  }

  private Future<@Nullable Response> send(List<Object> tags) {
    List<Object> args = new ArrayList<>(tags.size() + 4);
    args.addAll(List.of(Entry.LONGEST_LIFE_MILLIS, Barriers.MAX, Far.LOG_LENGTH, self));
    args.addAll(tags);
    return link.eval(RAISE, List.of(key(), keys.bucketKey(0, "log")), args);
  }
}
