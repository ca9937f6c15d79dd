package dev.windsock.provider;

import dev.windsock.bus.ProviderMessages.Latency;
import dev.windsock.bus.ProviderMessages.ProviderState;
import dev.windsock.bus.ProviderMessages.StreamState;
import dev.windsock.sentiment.Problem;
import dev.windsock.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How one provider is: counts, uptime over the last hour, latencies of the last calls. Of fixed
 * size; lives on while the verticle is undeployed. Thread-safe.
 */
public final class Vitals {
  private static final int MINUTES = 60;
  private static final int LATENCIES = 256;
  private static final long NANOS_PER_MINUTE = 60_000_000_000L;
  private static final double NANOS_PER_MILLI = 1e6;

  private final long[] minute = new long[MINUTES];
  private final int[] calls = new int[MINUTES];
  private final int[] faults = new int[MINUTES];
  private final long[] latencyNanos = new long[LATENCIES];
  private long requests;
  private long failures;
  private long usedNanos;
  private boolean lastFailed;
  private @Nullable Instant lastSuccess;
  private @Nullable Problem lastProblem;
  private @Nullable String suspended;
  private String breaker = "closed";
  private @Nullable Supplier<StreamState> stream;

  Vitals() {
    Arrays.fill(minute, Long.MIN_VALUE);
  }

  synchronized void called(
      Clock clock, long durationNanos, @Nullable Problem problem, boolean fault) {
    long now = Math.floorDiv(clock.nanos(), NANOS_PER_MINUTE);
    int at = (int) Math.floorMod(now, (long) MINUTES);
    if (minute[at] != now) {
      minute[at] = now;
      calls[at] = 0;
      faults[at] = 0;
    }
    calls[at]++;
    latencyNanos[(int) (requests % LATENCIES)] = durationNanos;
    requests++;
    lastFailed = fault;
    if (fault) {
      faults[at]++;
      failures++;
    }
    if (problem == null) {
      lastSuccess = Instant.ofEpochMilli(clock.millis());
    } else {
      lastProblem = problem;
    }
  }

  /** A read was asked for. */
  synchronized void used(Clock clock) {
    usedNanos = clock.nanos();
  }

  /** How long ago the last read was asked for. */
  synchronized long idleNanos(Clock clock) {
    return clock.nanos() - usedNanos;
  }

  /** Whether the breaker is open or the upstream refuses us: not to be forgotten. */
  synchronized boolean isLeftAlone() {
    return suspended != null || !breaker.equals("closed");
  }

  synchronized void breaker(String state) {
    breaker = state;
  }

  synchronized void suspended(@Nullable String reason) {
    suspended = reason;
  }

  /** Where to look for how the stream is; null for none. */
  synchronized void stream(@Nullable Supplier<StreamState> state) {
    stream = state;
  }

  /** As the bus tells it. */
  synchronized ProviderState state(
      String id, ProviderOptions options, boolean deployed, boolean simulated, Clock clock) {
    String state;
    String reason = null;
    if (!options.enabled()) {
      state = "disabled";
      reason = "switched off by configuration";
    } else if (suspended != null) {
      state = "disabled";
      reason = suspended;
    } else if (!deployed) {
      state = "idle";
    } else {
      state = lastFailed || !breaker.equals("closed") ? "failing" : "up";
    }
    return new ProviderState(
        id,
        state,
        reason,
        breaker,
        requests,
        failures,
        uptime(clock),
        latency(),
        lastSuccess,
        lastProblem,
        simulated,
        stream == null ? null : stream.get());
  }

  /** The share of calls in the last hour that did not fail, 0 to 1; null without any. */
  synchronized @Nullable Double uptime(Clock clock) {
    long now = Math.floorDiv(clock.nanos(), NANOS_PER_MINUTE);
    long called = 0;
    long failed = 0;
    for (int i = 0; i < MINUTES; i++) {
      if (minute[i] > now - MINUTES) {
        called += calls[i];
        failed += faults[i];
      }
    }
    return called == 0 ? null : 1 - (double) failed / called;
  }

  private @Nullable Latency latency() {
    int known = (int) Math.min(requests, LATENCIES);
    if (known == 0) {
      return null;
    }
    long[] sorted = Arrays.copyOf(latencyNanos, known);
    Arrays.sort(sorted);
    return new Latency(quantile(sorted, 0.5), quantile(sorted, 0.9), quantile(sorted, 0.99));
  }

  private static double quantile(long[] sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, rank - 1)] / NANOS_PER_MILLI;
  }
}
