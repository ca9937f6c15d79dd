package dev.windsock.http;

import java.util.concurrent.atomic.AtomicBoolean;

/** Whether the door is closing. Thread-safe; never goes back. */
final class Drain {
  private final AtomicBoolean begun = new AtomicBoolean();

  boolean begun() {
    return begun.get();
  }

  /** Returns whether this call began it. */
  boolean begin() {
    return begun.compareAndSet(false, true);
  }
}
