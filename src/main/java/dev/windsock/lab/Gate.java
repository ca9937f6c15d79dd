package dev.windsock.lab;

import java.util.ArrayDeque;

/**
 * One client's arrivals against one limit. Two logs are kept: of every arrival, which decides on
 * violations, and of those let in, which decides on refusals, so that a client which keeps knocking
 * is not shut out for ever unless the provider does so (the penalty). Both are exact: an arrival is
 * one too many when {@code count} others lie in the half-open window (t − W, t] before it.
 *
 * <p>Not thread-safe.
 */
final class Gate {
  private static final long NANOS = 1_000_000;

  /** The peak is exact up to so many times the limit and so many more; there it stands. */
  static final int PEAK_FACTOR = 4;

  static final int PEAK_EXTRA = 16;

  private final Limit limit;
  private final long windowNanos;
  private final Instants arrivals;
  private final Instants admitted;
  private long penaltyUntilNanos = Long.MIN_VALUE;
  private long alignedWindow = Long.MIN_VALUE;
  private long alignedCount;
  private long violations;
  private long peak;
  private long alignedViolations;
  private long alignedPeak;

  Gate(Limit limit) {
    this.limit = limit;
    this.windowNanos = limit.windowMillis() * NANOS;
    // Telling "too many" needs one more than the limit; the rest is to tell by how many.
    this.arrivals = new Instants(PEAK_FACTOR * limit.count() + PEAK_EXTRA);
    this.admitted = new Instants(limit.count());
  }

  /** Counts an arrival. Returns whether it was one too many. */
  boolean arrive(long nanos, long wallMillis) {
    arrivals.dropUntil(nanos - windowNanos);
    arrivals.add(nanos);
    peak = Math.max(peak, arrivals.size());
    long window = Math.floorDiv(wallMillis, limit.windowMillis());
    if (window != alignedWindow) {
      alignedWindow = window;
      alignedCount = 0;
    }
    alignedCount++;
    alignedPeak = Math.max(alignedPeak, alignedCount);
    if (alignedCount > limit.count()) {
      alignedViolations++;
    }
    boolean violation = arrivals.size() > limit.count();
    if (violation) {
      violations++;
    }
    return violation;
  }

  /** Whether an arrival at this instant is let in. Changes nothing but the penalty. */
  boolean open(long nanos) {
    admitted.dropUntil(nanos - windowNanos);
    if (nanos < penaltyUntilNanos || admitted.size() >= limit.count()) {
      if (limit.penaltyMillis() > 0) {
        penaltyUntilNanos = nanos + limit.penaltyMillis() * NANOS;
      }
      return false;
    }
    return true;
  }

  /** Lets an arrival in. */
  void admit(long nanos) {
    admitted.add(nanos);
  }

  Standing standing(long nanos, boolean over) {
    int left = over ? 0 : limit.count() - admitted.size();
    long until = nanos;
    if (admitted.size() > 0) {
      until = admitted.oldest() + windowNanos;
    }
    if (over) {
      until = Math.max(until, penaltyUntilNanos);
    }
    long resetMillis = Math.max(0, (until - nanos + NANOS - 1) / NANOS);
    return new Standing(limit, left, resetMillis, over);
  }

  /** The counts of several clients' gates of one limit together. */
  static LabReport.WindowCount total(Limit limit, ArrayDeque<Gate> gates) {
    long violations = 0;
    long peak = 0;
    long alignedViolations = 0;
    long alignedPeak = 0;
    for (Gate gate : gates) {
      violations += gate.violations;
      peak = Math.max(peak, gate.peak);
      alignedViolations += gate.alignedViolations;
      alignedPeak = Math.max(alignedPeak, gate.alignedPeak);
    }
    return new LabReport.WindowCount(limit, violations, peak, alignedViolations, alignedPeak);
  }
}
