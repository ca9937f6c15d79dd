package dev.windsock.monitor;

import dev.windsock.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * What each source is used for: totals, and a short history by minute. Bounded both ways: at most
 * {@code maxSources} sources, the one unused for longest making room, and none unused for {@code
 * sourceTtl}; at most {@value #HISTORY} minutes of each. A forgotten source loses its meters.
 *
 * <p>Thread-safe: every call is a few steps under one lock, never more than constant work but for
 * {@link #sweep} and {@link #sources}, which pass over what they return.
 */
public final class Usage {
  /** How many minutes of history are kept of each source. */
  public static final int HISTORY = 60;

  private static final long MINUTE_NANOS = 60_000_000_000L;

  private final Clock clock;
  private final UsageMeters meters;
  private final LinkedHashMap<String, Source> sources = new LinkedHashMap<>(16, 0.75f, true);
  private MonitorOptions options;

  /** Counting nothing yet. */
  public Usage(MonitorOptions options, Clock clock, UsageMeters meters) {
    this.options = options;
    this.clock = clock;
    this.meters = meters;
  }

  /**
   * One source's use.
   *
   * @param source its id
   * @param uses how often it was used since it is remembered
   * @param failures how many of these failed
   * @param items how many items it brought
   * @param lastUsed when it was last used
   * @param minutes uses by minute, the latest last; minutes without any are left out
   */
  public record SourceUsage(
      String source, long uses, long failures, long items, Instant lastUsed, List<Minute> minutes) {
    public SourceUsage {
      minutes = List.copyOf(minutes);
    }
  }

  /** Uses in the minute that began then. */
  public record Minute(Instant start, long uses, long failures) {}

  /**
   * Counts one use.
   *
   * @param source the source's id, from configuration or an authenticated caller
   * @param items how many items it brought, ≥ 0
   * @param failed whether it failed
   */
  public synchronized void used(String source, long items, boolean failed) {
    Source counted = sources.get(source);
    if (counted == null) {
      if (sources.size() >= options.maxSources()) {
        forgetEldest();
      }
      counted = new Source(meters.of(source));
      sources.put(source, counted);
    }
    counted.count(clock, items, failed);
  }

  /** Forgets what was not used for the TTL. Returns how many sources were forgotten. */
  public synchronized int sweep() {
    long oldest = clock.nanos() - options.sourceTtl().toNanos();
    int before = sources.size();
    // In the order of last use: the first one within its time ends the sweep.
    while (!sources.isEmpty() && sources.values().iterator().next().lastUsedNanos <= oldest) {
      forgetEldest();
    }
    return before - sources.size();
  }

  /** Takes new bounds and applies them at once. */
  public synchronized void reconfigure(MonitorOptions wanted) {
    options = wanted;
    sweep();
    while (sources.size() > wanted.maxSources()) {
      forgetEldest();
    }
  }

  /** What is remembered, the latest used first. */
  public synchronized List<SourceUsage> sources() {
    List<SourceUsage> all = new ArrayList<>(sources.size());
    sources.forEach((id, source) -> all.add(source.usage(id)));
    Collections.reverse(all);
    return all;
  }

  private void forgetEldest() {
    Iterator<Source> eldest = sources.values().iterator();
    eldest.next().meters.remove();
    eldest.remove();
  }

  private static final class Source {
    private final UsageMeters.OfSource meters;
    private final Deque<Bucket> history = new ArrayDeque<>();
    private long uses;
    private long failures;
    private long items;
    private long lastUsedNanos;
    private long lastUsedMillis;

    private Source(UsageMeters.OfSource meters) {
      this.meters = meters;
    }

    private void count(Clock clock, long more, boolean failed) {
      uses++;
      items += more;
      failures += failed ? 1 : 0;
      lastUsedNanos = clock.nanos();
      lastUsedMillis = clock.millis();
      meters.count(more, failed);
      long minute = Math.floorDiv(lastUsedNanos, MINUTE_NANOS);
      Bucket last = history.peekLast();
      if (last == null || last.minute != minute) {
        last = new Bucket(minute, lastUsedMillis - Math.floorMod(lastUsedMillis, 60_000L));
        history.addLast(last);
      }
      last.uses++;
      last.failures += failed ? 1 : 0;
      while (minute - history.getFirst().minute >= HISTORY) {
        history.removeFirst();
      }
    }

    private SourceUsage usage(String id) {
      return new SourceUsage(
          id,
          uses,
          failures,
          items,
          Instant.ofEpochMilli(lastUsedMillis),
          history.stream()
              .map(
                  bucket ->
                      new Minute(
                          Instant.ofEpochMilli(bucket.startMillis), bucket.uses, bucket.failures))
              .toList());
    }
  }

  private static final class Bucket {
    private final long minute;
    private final long startMillis;
    private long uses;
    private long failures;

    private Bucket(long minute, long startMillis) {
      this.minute = minute;
      this.startMillis = startMillis;
    }
  }
}
