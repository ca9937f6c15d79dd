package dev.windsock.quota;

/** What a lane, or the limiter as a whole, says to a call: a value either way. */
sealed interface Decision {
  /**
   * Yes.
   *
   * @param calls how many, ≥ 1
   * @param lane from which
   */
  record Granted(int calls, Lane lane) implements Decision {}

  /**
   * Not now.
   *
   * @param reason why
   */
  record Denied(Reason reason) implements Decision {}

  /** Where permits come from. */
  enum Lane {
    LOCAL,
    SHARED,
    NONE;

    private final String code = name().toLowerCase(java.util.Locale.ROOT);

    @Override
    public String toString() {
      return code;
    }
  }

  /** Why there are none. */
  enum Reason {
    /** The windows are full. */
    SPENT,
    /** The upstream refused, and said until when. */
    BLOCKED,
    /** What was granted before may have been forgotten, so as much is waited out. */
    HELD,
    /** As many wait as may. */
    QUEUE_FULL,
    /** The caller does not want it any more. */
    CANCELLED;

    private final String code = name().toLowerCase(java.util.Locale.ROOT);

    @Override
    public String toString() {
      return code;
    }
  }
}
