package dev.windsock.provider;

/**
 * What an upstream must be asked before it can be asked for posts: for an access token, for a table
 * of its own names. The answer is kept and shared by all reads; who comes while it is under way
 * waits for it. Renewed when its time is over, and once when a read is answered with 401. Pure, as
 * {@link Upstream} is.
 */
public interface Preparation {
  /** The request. */
  Call call(Ask ask);

  /**
   * Reads a good answer: status 200, not HTML.
   *
   * @throws RuntimeException when it is not what was agreed on
   */
  Facts parse(Reply reply, Ask ask);
}
