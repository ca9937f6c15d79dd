package dev.windsock.sentiment;

import org.jspecify.annotations.Nullable;

/**
 * A {@link Problem} as the failure of a future. Stackless: an expected refusal, not a fault. The
 * detail is meant for the caller and holds no secret, no upstream URL and no upstream text.
 */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Problem problem;
  private final @Nullable Long retryAtMillis;

  /**
   * @param problem what went wrong
   * @param detail one sentence for the caller
   * @param retryAtMillis wall time in ms from which trying again makes sense, if known
   */
  public ProblemException(Problem problem, String detail, @Nullable Long retryAtMillis) {
    super(detail, null, false, false);
    this.problem = problem;
    this.retryAtMillis = retryAtMillis;
  }

  /** As above, with no known time to try again. */
  public ProblemException(Problem problem, String detail) {
    this(problem, detail, null);
  }

  /** What went wrong. */
  public Problem problem() {
    return problem;
  }

  /** One sentence for the caller. */
  public String detail() {
    return String.valueOf(getMessage());
  }

  /** Wall time in ms from which trying again makes sense, or null when unknown. */
  public @Nullable Long retryAtMillis() {
    return retryAtMillis;
  }
}
