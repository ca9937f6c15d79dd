package dev.windsock.lab;

/** The instants of the latest arrivals, oldest first, in a ring that grows up to a bound. */
final class Instants {
  private final int max;
  private long[] ring;
  private int head;
  private int size;

  Instants(int max) {
    this.max = max;
    this.ring = new long[Math.min(max, 16)];
  }

  /** Forgets what happened at or before an instant. */
  void dropUntil(long nanos) {
    while (size > 0 && ring[head] <= nanos) {
      head = next(head);
      size--;
    }
  }

  /** Adds one; the oldest goes when the bound is reached. */
  void add(long nanos) {
    if (size == max) {
      head = next(head);
      size--;
    } else if (size == ring.length) {
      grow();
    }
    int tail = head + size;
    ring[tail >= ring.length ? tail - ring.length : tail] = nanos;
    size++;
  }

  int size() {
    return size;
  }

  /** The oldest; only when there is one. */
  long oldest() {
    return ring[head];
  }

  private int next(int index) {
    return index + 1 == ring.length ? 0 : index + 1;
  }

  private void grow() {
    long[] bigger = new long[(int) Math.min(max, ring.length * 2L)];
    int first = Math.min(size, ring.length - head);
    System.arraycopy(ring, head, bigger, 0, first);
    System.arraycopy(ring, 0, bigger, first, size - first);
    ring = bigger;
    head = 0;
  }
}
