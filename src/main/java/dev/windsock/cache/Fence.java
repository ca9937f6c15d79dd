package dev.windsock.cache;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Keeps a value that was read before an invalidation from being stored after it. A reader takes the
 * stamp of the id's stripe first and stores only if it is still the same; an invalidation bumps it.
 * Two ids may share a stripe: then a value is not stored although it could have been, and is read
 * again. Thread-safe.
 */
final class Fence {
  private static final int STRIPES = 4096;

  private final AtomicIntegerArray stamps = new AtomicIntegerArray(STRIPES);

  int stamp(String id) {
    return stamps.get(stripe(id));
  }

  boolean holds(String id, int stamp) {
    return stamps.get(stripe(id)) == stamp;
  }

  void bump(String id) {
    stamps.incrementAndGet(stripe(id));
  }

  /** Nothing that is being read or loaded now is kept; some microseconds. */
  void bumpAll() {
    for (int i = 0; i < STRIPES; i++) {
      stamps.incrementAndGet(i);
    }
  }

  private static int stripe(String id) {
    int hash = id.hashCode() * 0x9E3779B9;
    return hash >>> 20;
  }
}
