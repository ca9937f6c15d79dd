package dev.windsock.cache;

import dev.windsock.option.InvalidValueException;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.LinkState.Up;
import dev.windsock.redis.RedisLink;
import dev.windsock.redis.RedisOptions;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what other instances changed and removed: reads the log of one bucket by XREAD BLOCK, over
 * a link that carries nothing else. A stream is read on from the last record after a reconnect, so
 * nothing is lost while it was away; where the log cannot be shown to be whole (Redis restarted, or
 * more was written than it keeps), the near level is marked suspect instead.
 *
 * <p>Never a subscription or client tracking: a pushed message that arrives between replies shifts
 * them, and what is published during a reconnect is lost.
 */
final class Invalidations {
  /** How long a read waits in Redis; also how often a quiet link is heard of. */
  static final int BLOCK_MILLIS = 1000;

  private static final int MAX_RECORDS = 1000;
  private static final long RETRY_NANOS = 1_000_000_000L;
  private static final String NONE = "0-0";
  private static final Logger LOG = LoggerFactory.getLogger(Invalidations.class);

  /** Takes what the log tells; called on the link's context. */
  interface Sink {
    /** Another instance changed an entry. */
    void changed(String cache, String id);

    /** Another instance removed an entry, at this time of Redis. */
    void removed(String cache, String id, long atMillis);

    /**
     * Another instance removed by a selection.
     *
     * @param alone whether in the bucket of this log alone; else it is told in every bucket's
     */
    void removedBy(String cache, Selection selection, boolean alone);

    /** Another instance raised a tag's barrier to this time of Redis. */
    void tagged(String cache, String tag, long atMillis);

    /** Records may have been missed. */
    void gap();

    /** From now on nothing is heard, until it is caught up. */
    void lost();

    /** All records up to the start of reading were told. */
    void caughtUp();

    /** All records up to this instance's own mark of that number were told. */
    void marked(long number);
  }

  private final RedisLink link;
  private final Clock clock;
  private final String log;
  private final String self;
  private final Sink sink;

  // Touched on the link's context alone.
  private String runId = "";
  private String lastId = NONE;
  private boolean known;
  private long generation;
  private boolean warned;

  /**
   * @param link carries nothing else
   * @param log the key of the log
   * @param self whose own records are not told
   */
  Invalidations(RedisLink link, Clock clock, String log, String self, Sink sink) {
    this.link = link;
    this.clock = clock;
    this.log = log;
    this.self = self;
    this.sink = sink;
  }

  /** Options of a link whose commands wait in Redis for {@value #BLOCK_MILLIS} ms. */
  static RedisOptions options(RedisOptions data) {
    return data.waiting(Duration.ofMillis(BLOCK_MILLIS + 250));
  }

  /** Starts reading whenever the link is up. Call before the link is started. */
  void start() {
    link.listen(
        state -> {
          if (state instanceof Up up) {
            begin(up);
          } else {
            sink.lost();
          }
        });
  }

  private void begin(Up up) {
    generation = up.generation();
    Future<@Nullable Response> first =
        link.send(Request.cmd(Command.XRANGE).arg(log).arg("-").arg("+").arg("COUNT").arg(1));
    Future<@Nullable Response> last =
        link.send(Request.cmd(Command.XREVRANGE).arg(log).arg("+").arg("-").arg("COUNT").arg(1));
    Future.all(first, last)
        .onComplete(
            done -> {
              if (done.failed()) {
                warn(done.cause());
                retry(up, () -> begin(up));
                return;
              }
              String oldest = id(first.result());
              boolean same = known && !up.runId().isEmpty() && up.runId().equals(runId);
              boolean whole = oldest == null ? lastId.equals(NONE) : compare(oldest, lastId) <= 0;
              if (!same || !whole) {
                String newest = id(last.result());
                lastId = newest == null ? NONE : newest;
                sink.gap();
              }
              known = true;
              runId = up.runId();
              read(up, false);
            });
  }

  private static @Nullable String id(@Nullable Response range) {
    return range == null || range.size() == 0 ? null : range.get(0).get(0).toString();
  }

  /** Ids are two numbers: time in ms and a sequence. */
  static int compare(String a, String b) {
    int dashA = a.indexOf('-');
    int dashB = b.indexOf('-');
    int byTime =
        Long.compareUnsigned(
            Long.parseUnsignedLong(a.substring(0, dashA)),
            Long.parseUnsignedLong(b.substring(0, dashB)));
    return byTime != 0
        ? byTime
        : Long.compareUnsigned(
            Long.parseUnsignedLong(a.substring(dashA + 1)),
            Long.parseUnsignedLong(b.substring(dashB + 1)));
  }

  private boolean over(Up up) {
    LinkState state = link.state();
    return generation != up.generation()
        || !(state instanceof Up now)
        || now.generation() != up.generation();
  }

  /** Reads what is there at once after a return, then waits for what comes. */
  private void read(Up up, boolean block) {
    if (over(up)) {
      return;
    }
    Request request = Request.cmd(Command.XREAD).arg("COUNT").arg(MAX_RECORDS);
    if (block) {
      request.arg("BLOCK").arg(BLOCK_MILLIS);
    }
    link.send(request.arg("STREAMS").arg(log).arg(lastId))
        .onComplete(
            done -> {
              if (done.failed()) {
                warn(done.cause());
                retry(up, () -> read(up, block));
              } else {
                warned = false;
                int taken = take(done.result());
                boolean whole = taken < MAX_RECORDS;
                if (whole && !block) {
                  sink.caughtUp();
                }
                read(up, block || whole);
              }
            });
  }

  /** What Redis itself refuses it will refuse again: an operator must know, but once is enough. */
  private void warn(Throwable cause) {
    if (!warned && cause instanceof ErrorType) {
      warned = true;
      LOG.warn(
          "Redis refuses to let the log {} be read, so nothing near counts as fresh and each read"
              + " asks Redis (allow XREAD, XRANGE and XREVRANGE): {}",
          log,
          InvalidValueException.printable(String.valueOf(cause.getMessage())));
    } else {
      LOG.debug("reading the log {} failed: {}", log, cause.getMessage());
    }
  }

  /** After the server's own error; a lost link begins anew when it is up again. */
  private void retry(Up up, Runnable again) {
    if (!over(up)) {
      clock.after(
          RETRY_NANOS,
          () -> {
            if (!over(up)) {
              again.run();
            }
          });
    }
  }

  private int take(@Nullable Response reply) {
    if (reply == null) {
      return 0;
    }
    // RESP3 gives a map of streams, RESP2 a list of pairs.
    Response records = reply.isMap() ? reply.get(log) : reply.get(0).get(1);
    for (Response record : records) {
      lastId = record.get(0).toString();
      Map<String, String> fields = new HashMap<>();
      Response list = record.get(1);
      for (int i = 0; i + 1 < list.size(); i += 2) {
        fields.put(list.get(i).toString(), list.get(i + 1).toString());
      }
      if (!self.equals(fields.get("s"))) {
        apply(fields, Long.parseLong(lastId.substring(0, lastId.indexOf('-'))));
      } else if ("n".equals(fields.get("o"))) {
        sink.marked(Long.parseLong(fields.getOrDefault("m", "0")));
      }
    }
    return records.size();
  }

  private void apply(Map<String, String> fields, long atMillis) {
    String cache = fields.get("c");
    String id = fields.get("i");
    if (cache == null) {
      return;
    }
    switch (fields.getOrDefault("o", "")) {
      case "u" -> {
        if (id != null) {
          sink.changed(cache, id);
        }
      }
      case "d" -> {
        if (id != null) {
          sink.removed(cache, id, atMillis);
        }
      }
      case "t" -> {
        String at = fields.get("t");
        if (id != null && at != null) {
          sink.tagged(cache, id, Long.parseLong(at));
        }
      }
      case "m" ->
          sink.removedBy(
              cache,
              new Selection(fields.get("src"), fields.get("sym"), fields.get("glob")),
              fields.containsKey("alone"));
      case "n" -> {
        // The mark of another instance.
      }
      default -> LOG.debug("an unknown record in the invalidation log");
    }
  }
}
