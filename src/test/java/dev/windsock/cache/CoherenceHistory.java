package dev.windsock.cache;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What was read and written where and when, and when whose network failed. All times are monotonic,
 * in ns. Thread-safe.
 */
final class CoherenceHistory {
  /**
   * A write that was acknowledged.
   *
   * @param version grows with each write to a key; a read of it or a later one has seen it
   */
  record Write(String key, long version, int by, long startNanos, long ackNanos) {}

  /**
   * A read that was answered.
   *
   * @param version 0 when there was no value
   * @param value as it was given, for what is told of it
   */
  record Read(String key, long version, String value, int by, long startNanos, long endNanos) {}

  /**
   * When an instance could not count on its network.
   *
   * @param toNanos Redis answered it again
   * @param recoveredNanos nothing was owed to Redis any more
   */
  record Disturbance(int of, long fromNanos, long toNanos, long recoveredNanos) {}

  private final Collection<Write> writes = new ConcurrentLinkedQueue<>();
  private final Reads reads = new Reads();
  private final Collection<Disturbance> disturbances = new ConcurrentLinkedQueue<>();

  void add(Write write) {
    writes.add(write);
  }

  void add(Read read) {
    reads.add(read);
  }

  void add(Disturbance disturbance) {
    disturbances.add(disturbance);
  }

  List<Write> writes() {
    return new ArrayList<>(writes);
  }

  List<Read> reads() {
    return reads.all();
  }

  List<Disturbance> disturbances() {
    return new ArrayList<>(disturbances);
  }
}
