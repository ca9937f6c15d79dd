package dev.windsock.provider;

import dev.windsock.sentiment.Problem;
import org.jspecify.annotations.Nullable;

/**
 * One source of posts: how to ask it and how to read its answers. Pure: no I/O, no clock, no state;
 * safe on any thread. Everything else (deadline, quota, breaker, caps, scoring) is the same for all
 * and done around it.
 */
public interface Upstream {
  /** What the answers are made of. */
  enum Form {
    JSON,
    XML
  }

  /** The provider's id, as in {@code stocktwits}: lower case, digits and underscores. */
  String id();

  /** What the answers are made of. HTML where this was expected is never parsed. */
  Form form();

  /** The request for a page; null when the source does not cover such a symbol. */
  @Nullable Call call(Ask ask);

  /**
   * Reads a good answer: status 200, not HTML.
   *
   * @return the posts, or the refusal that the body holds
   * @throws RuntimeException when the body is not what was agreed on: {@link Problem#MALFORMED}
   */
  Parsed parse(Reply reply, Ask ask);

  /** What an answer, good or bad, says of the quota. */
  default RateSaid rate(Reply reply, long nowMillis) {
    return RateSaid.NOTHING;
  }

  /** What a status means here where it is not what it means everywhere; null for the usual. */
  default @Nullable Problem meaning(int status) {
    return null;
  }
}
