package dev.windsock.sentiment;

import java.util.Locale;

/**
 * What can go wrong, each with a stable code that is the same in answers, problem documents, bus
 * failures and metrics. The one hierarchy of failures: nothing in Windsock returns null for
 * 'failed'.
 */
public enum Problem {
  /** A value that the caller sent is not allowed. */
  INVALID_REQUEST(400),
  /** The caller, or Windsock toward an upstream, lacks valid credentials. */
  UNAUTHORIZED(401),
  /** The upstream does not know the symbol, or the caller asked for a resource there is none of. */
  NOT_FOUND(404),
  /**
   * A quota is spent: ours toward the upstream, or the upstream's own word. Heals at a known time.
   */
  RATE_LIMITED(429),
  /**
   * The upstream answers what cannot be understood: HTML for JSON, truncated, too large, too deep.
   */
  MALFORMED(502),
  /** The upstream (or a part of Windsock) does not work: refused, reset, 5xx. */
  UNAVAILABLE(503),
  /**
   * The circuit breaker of the upstream is open: it failed too often just now and is left alone.
   */
  CIRCUIT_OPEN(508),
  /** The deadline passed first. */
  TIMED_OUT(504),
  /**
   * The source is switched off by configuration, or refuses us in a way that time does not heal.
   */
  DISABLED(507),
  /** More is waiting already than is allowed to wait. */
  OVERLOADED(529),
  /** A fault of Windsock's own. */
  INTERNAL(500);

  private final int failureCode;

  Problem(int failureCode) {
    this.failureCode = failureCode;
  }

  /** The stable code in answers and documents, as in {@code rate_limited}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The failure code of a bus reply. Distinct for each problem. */
  public int failureCode() {
    return failureCode;
  }

  /** The problem of a bus failure code; {@link #INTERNAL} for a code that is none of ours. */
  public static Problem ofFailureCode(int code) {
    for (Problem problem : values()) {
      if (problem.failureCode == code) {
        return problem;
      }
    }
    return INTERNAL;
  }

  @Override
  public String toString() {
    return code();
  }
}
