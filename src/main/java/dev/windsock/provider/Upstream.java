package dev.windsock.provider;

import dev.windsock.option.InvalidValueException;
import dev.windsock.provider.Parsed.Refusal;
import dev.windsock.sentiment.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One source of posts: how to ask it and how to read its answers. Pure: no I/O, no clock, no state;
 * safe on any thread. Everything else (deadline, quota, breaker, caps, tokens, paging, conditional
 * requests, scoring) is the same for all and done around it.
 */
public interface Upstream {
  /** The provider's id, as in {@code stocktwits}: lower case, digits and underscores. */
  String id();

  /**
   * The keys of its block that must be given before it can be switched on, as in {@code
   * credentials.token} and {@code settings.contact}.
   */
  default List<String> requires() {
    return List.of();
  }

  /**
   * Refuses settings that it cannot go by.
   *
   * @param settings of its block, by name; those that are not given are not there or empty
   * @throws InvalidValueException that names the key within the block, as in {@code
   *     settings.pageSize}
   */
  default void check(Map<String, String> settings) {}

  /** What must be asked before posts can be; null for nothing. */
  default @Nullable Preparation preparation() {
    return null;
  }

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

  /**
   * What an answer means here where it is not what its status means everywhere; null for the usual.
   * Its body may be anything, and is not to be quoted.
   */
  default @Nullable Refusal refusal(Reply reply, long nowMillis) {
    return null;
  }

  /**
   * What to ask in the place of a call that was refused as a whole: where an upstream lets some of
   * its callers ask in another way only. It takes a permit of its own.
   *
   * @param reply neither good nor a redirect
   * @return another call; null when there is nothing else to try
   */
  default @Nullable Call instead(Call refused, Reply reply) {
    return null;
  }

  /** For how long an answer does for every read that would ask the very same. */
  default Duration reusable() {
    return Duration.ZERO;
  }

  /** Whether words of its posts may be shown beside their scores; else ids and scores alone are. */
  default boolean quotable() {
    return true;
  }
}
