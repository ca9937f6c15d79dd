package dev.windsock.provider;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Good answers that are kept whole, {@value #MAX_BYTES} bytes at most, so that the same question
 * can be asked conditionally and 304 stands for the answer kept. The longest unused go first. Runs
 * on one context.
 */
final class Replies {
  private static final int MAX_BYTES = Fetch.MAX_BODY_BYTES;
  private static final int OVERHEAD_BYTES = 1_024;

  private final long reusableNanos;
  private final Map<String, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
  private int bytes;

  private record Kept(Reply reply, long atNanos) {}

  /**
   * @param reusable for how long an answer needs no asking again
   */
  Replies(Duration reusable) {
    this.reusableNanos = reusable.toNanos();
  }

  /** The answer kept to the very same call, or null. */
  @Nullable Reply get(Call call) {
    Kept found = kept.get(key(call));
    return found == null ? null : found.reply;
  }

  /** As {@link #get}, where it is so recent that it need not be asked for again. */
  @Nullable Reply recent(Call call, long nowNanos) {
    Kept found = reusableNanos == 0 ? null : kept.get(key(call));
    return found == null || nowNanos - found.atNanos >= reusableNanos ? null : found.reply;
  }

  /** The call, to be answered with 304 when the answer would be the one that is kept. */
  static Call conditional(Call call, Reply known) {
    String tag = known.header("ETag");
    String modified = known.header("Last-Modified");
    Call asking = tag == null ? call : call.header("If-None-Match", tag);
    return modified == null ? asking : asking.header("If-Modified-Since", modified);
  }

  /** Keeps a good answer where that can ever be of use. */
  void keep(Call call, Reply reply, long nowNanos) {
    boolean checkable = reply.header("ETag") != null || reply.header("Last-Modified") != null;
    int size = size(reply);
    if (call.form() != null || size > MAX_BYTES || (!checkable && reusableNanos == 0)) {
      return;
    }
    // A copy: what was received may lie in a larger buffer.
    Reply copy = new Reply(reply.status(), reply.headers(), Buffer.buffer(reply.body().getBytes()));
    Kept before = kept.put(key(call), new Kept(copy, nowNanos));
    bytes += size - (before == null ? 0 : size(before.reply));
    Iterator<Kept> eldest = kept.values().iterator();
    while (bytes > MAX_BYTES && eldest.hasNext()) {
      bytes -= size(eldest.next().reply);
      eldest.remove();
    }
  }

  /** Notes that an answer kept was found unchanged. */
  void unchanged(Call call, long nowNanos) {
    kept.computeIfPresent(key(call), (key, old) -> new Kept(old.reply, nowNanos));
  }

  private static int size(Reply reply) {
    return reply.body().length() + OVERHEAD_BYTES;
  }

  private static String key(Call call) {
    return call.host() + ' ' + call.target();
  }
}
