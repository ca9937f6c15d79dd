package dev.windsock.provider;

/**
 * What a guarded call may take.
 *
 * @param timeoutNanos the longest that all of it may take
 * @param sendByNanos on the clock: when it is not sent by then, its permit is void and it must not
 *     be sent
 * @param fate where the call says what became of it
 */
record Leave(long timeoutNanos, long sendByNanos, Fate fate) {
  /** What became of a call, as far as the quota goes. Says nothing: it may be anywhere. */
  interface Fate {
    /** Nobody wants to know. */
    Fate UNTOLD =
        new Fate() {
          @Override
          public void answered() {}

          @Override
          public void unsent() {}
        };

    /** The upstream has it: the head of an answer is in. */
    void answered();

    /** Not a byte of it was written, nor will be. */
    void unsent();
  }

  /** Where it does not matter what becomes of the call. */
  Leave(long timeoutNanos, long sendByNanos) {
    this(timeoutNanos, sendByNanos, Fate.UNTOLD);
  }
}
