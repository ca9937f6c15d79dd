package dev.windsock.provider;

import dev.windsock.sentiment.Problem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * From where to listen on. Everything up to the position is written; the next connection begins a
 * little before it, since what another server of the upstream tells may be in another order, and no
 * further back than the upstream can go. Single-threaded.
 */
final class Position {
  static final Duration OVERLAP = Duration.ofSeconds(5);

  /** So often in a row a connection may break at the same place before that place is passed by. */
  static final int STRIKES = 3;

  private static final long MICROS_PER_MILLI = 1_000;

  private final Duration lookback;
  private final Duration reach;
  private @Nullable Long writtenMicros;
  private @Nullable Long heldBackMicros;
  private @Nullable Long brokenAtMicros;

  /** Before this everything is given up: no overlap may lead back to it. */
  private long floorMicros = Long.MIN_VALUE;

  private boolean holding;
  private int strikes;

  /**
   * @param lookback how far back to begin when there is no position
   * @param reach how far back the upstream can go
   */
  Position(Duration lookback, Duration reach) {
    this.lookback = lookback;
    this.reach = reach;
  }

  /** Where to begin, and whether a part is lost since it is out of reach. */
  record Start(long micros, boolean gap) {}

  /** Up to where everything is written, or null. */
  @Nullable Long writtenMicros() {
    return writtenMicros;
  }

  /**
   * @param shared the position of whoever listened before, or null
   */
  Start start(@Nullable Long shared, long nowMillis) {
    if (shared != null && (writtenMicros == null || shared > writtenMicros)) {
      writtenMicros = shared;
    }
    long now = nowMillis * MICROS_PER_MILLI;
    Long known = writtenMicros;
    if (known == null) {
      return new Start(Math.max(floorMicros, now - lookback.toNanos() / 1_000), false);
    }
    long from = Math.min(known, now) - OVERLAP.toNanos() / 1_000;
    long oldest = now - reach.toNanos() / 1_000;
    return new Start(Math.max(floorMicros, Math.max(from, oldest)), from < oldest);
  }

  /** While what was missed is being asked for, what comes meanwhile moves nothing. */
  void hold() {
    holding = true;
  }

  void release() {
    holding = false;
    if (heldBackMicros != null) {
      written(heldBackMicros);
      heldBackMicros = null;
    }
  }

  void written(long micros) {
    if (holding) {
      heldBackMicros = heldBackMicros == null ? micros : Math.max(micros, heldBackMicros);
    } else if (writtenMicros == null || micros > writtenMicros) {
      writtenMicros = micros;
    }
  }

  /**
   * A connection broke. When what breaks it is in the stream itself, it would break there for ever.
   *
   * @return whether a part was given up, so that the next one begins at the present
   */
  boolean broke(Problem problem, long nowMillis) {
    if (problem != Problem.MALFORMED) {
      return false;
    }
    boolean same =
        brokenAtMicros == null ? writtenMicros == null : brokenAtMicros.equals(writtenMicros);
    strikes = same ? strikes + 1 : 1;
    brokenAtMicros = writtenMicros;
    if (strikes < STRIKES) {
      return false;
    }
    strikes = 0;
    floorMicros = nowMillis * MICROS_PER_MILLI;
    writtenMicros = floorMicros;
    return true;
  }
}
