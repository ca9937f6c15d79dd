package dev.windsock.provider;

import dev.windsock.redis.RedisLink;
import dev.windsock.redis.Script;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * By which, of all instances, one listens to a stream. The holder renews it every second and tells
 * how far it came; the others look every second, so that a holder that is gone is followed within
 * {@link #LEASE} and a second, from where it came. Without Redis each instance is for itself, and
 * while Redis is away too, unless the upstream lets one connection in alone: then who listened goes
 * on and who did not waits. Runs on the context of its verticle.
 */
final class StreamLease {
  static final Duration LEASE = Duration.ofSeconds(4);
  private static final Duration RENEW = Duration.ofSeconds(1);
  private static final Duration KEPT = Duration.ofDays(2);
  private static final Script SCRIPT = Script.load(StreamLease.class, "stream.lua");

  /**
   * What all instances know of the stream.
   *
   * @param positionMicros up to where everything is written, or null
   * @param heardAgoMillis when it was last heard, or null for never
   */
  record Shared(@Nullable Long positionMicros, @Nullable Long heardAgoMillis) {
    static final Shared NOTHING = new Shared(null, null);
  }

  /** What the holder tells of itself, and whom a change of its role concerns. */
  interface Holder {
    /** Up to where everything is written, in µs, or null. */
    @Nullable Long position();

    /** When the stream was last heard, in ms ago, or null. */
    @Nullable Long heardAgoMillis();

    /**
     * Whether to listen from now on; called on changes alone.
     *
     * @param positionMicros up to where whoever listened before wrote everything, or null
     */
    void role(boolean listens, @Nullable Long positionMicros);
  }

  private final Clock clock;
  private final @Nullable RedisLink link;
  private final List<String> keys;
  private final boolean exclusive;
  private final Holder holder;
  private final String token = UUID.randomUUID().toString();
  private Clock.@Nullable Timer timer;
  private @Nullable Boolean listens;
  private Shared shared = Shared.NOTHING;
  private long answeredNanos;
  private boolean asking;
  private boolean closed;

  /**
   * @param name of the stream and the account; plain text
   * @param exclusive whether a second connection does harm
   */
  StreamLease(Clock clock, StreamParts parts, String name, boolean exclusive, Holder holder) {
    this.clock = clock;
    this.link = parts.link();
    this.keys =
        List.of(parts.keys().key("streams", "l", name), parts.keys().key("streams", "at", name));
    this.exclusive = exclusive;
    this.holder = holder;
  }

  void start() {
    answeredNanos = clock.nanos();
    if (link == null) {
      become(true);
      return;
    }
    timer = clock.every(RENEW.toNanos(), this::ask);
    ask();
  }

  /** What the last answer told. */
  Shared shared() {
    return shared;
  }

  /** Tells the others now what the holder has to tell, rather than within a second. */
  void tell() {
    ask();
  }

  private void ask() {
    RedisLink redis = link;
    if (redis == null || asking || closed) {
      return;
    }
    asking = true;
    eval(redis, LEASE.toMillis())
        .onComplete(
            done -> {
              asking = false;
              if (closed) {
                return;
              }
              if (done.succeeded()) {
                answeredNanos = clock.nanos();
                become(done.result());
              } else if (clock.nanos() - answeredNanos >= LEASE.toNanos()) {
                alone();
              }
            });
  }

  private Future<Boolean> eval(RedisLink redis, long leaseMillis) {
    Long position = holder.position();
    Long heard = holder.heardAgoMillis();
    return redis
        .eval(
            SCRIPT,
            keys,
            List.of(
                token,
                Long.toString(leaseMillis),
                position == null ? "" : position.toString(),
                heard == null ? "" : heard.toString(),
                Long.toString(KEPT.toMillis())))
        .map(this::read);
  }

  private boolean read(@Nullable Response reply) {
    Response ours = part(reply, 0);
    Response position = part(reply, 1);
    Response heard = part(reply, 2);
    if (ours == null || position == null || heard == null) {
      throw new IllegalStateException("the lease's script answered something else");
    }
    String at = position.toString();
    long agoMillis = Long.parseLong(heard.toString());
    shared =
        new Shared(
            at.matches("[0-9]{1,18}") ? Long.valueOf(at) : null,
            agoMillis < 0 ? null : Long.valueOf(agoMillis));
    return ours.toString().equals("1");
  }

  private static @Nullable Response part(@Nullable Response reply, int at) {
    return reply == null || reply.size() != 3 ? null : reply.get(at);
  }

  /** Redis has been away for as long as a lease lasts. */
  private void alone() {
    shared = Shared.NOTHING;
    if (!exclusive || listens == null) {
      become(true);
    }
  }

  private void become(boolean now) {
    if (listens == null || listens != now) {
      listens = now;
      holder.role(now, shared.positionMicros());
    }
  }

  /** Gives the lease up; to be called when the connection is closed. Never fails. */
  Future<Void> close() {
    closed = true;
    if (timer != null) {
      timer.cancel();
    }
    return link == null || listens == null || !listens
        ? Future.succeededFuture()
        : eval(link, 0).transform(done -> Future.succeededFuture());
  }
}
