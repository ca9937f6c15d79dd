package dev.windsock.answer;

import dev.windsock.sentiment.Answer;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * An answer, ready to send. Safe to share between threads as long as nobody writes to the buffers.
 *
 * @param answer what was rendered
 * @param body its JSON
 * @param gzip the same, packed; null where that would not be smaller
 * @param etag a strong validator of the body, in its quotes
 * @param gzipEtag a strong validator of the packed body, in its quotes
 * @param asOfMillis the instant that the answer holds for, wall time in ms
 * @param freshUntilMillis until when it may be given without looking again, wall time in ms
 * @param hit whether it was found rendered, rather than made for this question
 */
public record Rendered(
    Answer answer,
    Buffer body,
    @Nullable Buffer gzip,
    String etag,
    String gzipEtag,
    long asOfMillis,
    long freshUntilMillis,
    boolean hit) {
  /** How long it holds in whole seconds, counted from {@link #asOfMillis}; at least 0. */
  public long maxAgeS() {
    return Math.max(0, (freshUntilMillis - asOfMillis) / 1000);
  }

  Rendered asHit() {
    return new Rendered(answer, body, gzip, etag, gzipEtag, asOfMillis, freshUntilMillis, true);
  }
}
