package dev.windsock.provider;

import dev.windsock.bus.ProviderMessages.StreamState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What is counted of one stream, and its meters, built once a deployment. Thread-safe. */
final class StreamFigures {
  /** Where the stream stands. */
  enum Standing {
    /** Not listening, and nobody else is known to either. */
    WAITING,
    /** Another instance listens. */
    FOLLOWING,
    CONNECTING,
    LIVE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What came of what was received. */
  enum Kind {
    /** A post on some symbol. */
    MATCHED,
    /** A post on nothing that we know. */
    UNMATCHED,
    /** Seen before. */
    DUPLICATE,
    /** A post was taken back. */
    DELETED,
    /** Of no interest. */
    SKIPPED,
    /** Not understood. */
    MALFORMED,
    /** Thrown away unread, to be asked for again where the source can go back. */
    DROPPED
  }

  private final MeterRegistry registry;
  private final List<Meter> gauges = new ArrayList<>();
  private final Map<Kind, LongAdder> counts = new EnumMap<>(Kind.class);
  private final Map<Kind, Counter> counters = new EnumMap<>(Kind.class);
  private final LongAdder connects = new LongAdder();
  private final LongAdder gaps = new LongAdder();
  private final Counter lost;
  private volatile Standing standing = Standing.WAITING;
  private volatile long lagMillis = -1;
  private volatile int buffered;

  StreamFigures(MeterRegistry registry, String provider) {
    this.registry = registry;
    for (Kind kind : Kind.values()) {
      counts.put(kind, new LongAdder());
      counters.put(
          kind,
          Counter.builder("windsock.stream.events")
              .description("What streams sent, by what came of it")
              .tag("provider", provider)
              .tag("result", kind.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    lost =
        Counter.builder("windsock.stream.gaps")
            .description("Times that a part of a stream was given up")
            .tag("provider", provider)
            .register(registry);
    for (Standing each : Standing.values()) {
      gauges.add(
          Gauge.builder("windsock.stream.state", this, own -> own.standing == each ? 1 : 0)
              .description("1 for the state that the stream is in")
              .tag("provider", provider)
              .tag("state", each.toString())
              .strongReference(true)
              .register(registry));
    }
    gauges.add(
        Gauge.builder("windsock.stream.lag", this, own -> Math.max(0, own.lagMillis) / 1e3)
            .description("How old the newest event was when it was written")
            .baseUnit("seconds")
            .tag("provider", provider)
            .strongReference(true)
            .register(registry));
    gauges.add(
        Gauge.builder("windsock.stream.buffered", this, own -> own.buffered)
            .description("Messages that wait to be read")
            .tag("provider", provider)
            .strongReference(true)
            .register(registry));
  }

  void count(Kind kind, long n) {
    LongAdder adder = counts.get(kind);
    Counter counter = counters.get(kind);
    if (n > 0 && adder != null && counter != null) {
      adder.add(n);
      counter.increment((double) n);
    }
  }

  void connected() {
    connects.increment();
  }

  /** A part of the stream is given up. */
  void gap() {
    gaps.increment();
    lost.increment();
  }

  void standing(Standing now) {
    standing = now;
  }

  void lag(long millis) {
    lagMillis = Math.max(0, millis);
  }

  void buffered(int messages) {
    buffered = messages;
  }

  private long sum(Kind kind) {
    LongAdder adder = counts.get(kind);
    return adder == null ? 0 : adder.sum();
  }

  StreamState state() {
    long received = counts.values().stream().mapToLong(LongAdder::sum).sum();
    return new StreamState(
        standing.toString(),
        connects.sum(),
        received,
        sum(Kind.MATCHED),
        sum(Kind.DUPLICATE),
        sum(Kind.DELETED),
        sum(Kind.MALFORMED),
        sum(Kind.DROPPED),
        gaps.sum(),
        lag(),
        buffered);
  }

  private @Nullable Long lag() {
    return lagMillis < 0 ? null : lagMillis;
  }

  /** Takes the gauges out, since the next ones of the same name would go on showing these. */
  void close() {
    gauges.forEach(registry::remove);
  }
}
