package dev.windsock.answer;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.bus.Messages.Priority;
import dev.windsock.bus.ProviderMessages;
import dev.windsock.bus.ProviderMessages.Read;
import dev.windsock.bus.ProviderMessages.ReadReply;
import dev.windsock.bus.ProviderMessages.ReadRequest;
import dev.windsock.cache.Loader;
import dev.windsock.cache.Loader.Loaded;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.sentiment.Reading;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Loads the readings that the cache misses: one bus message for each provider, with all its symbols
 * and what is left of the question's time. Never fails: what could not be read is a problem, and
 * takes nothing else with it. Thread-safe.
 */
final class ProviderReader {
  /** A reading by its two coordinates. */
  record Asked(SourceOptions source, String symbol) {}

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** With less than this left nobody waits any more: the load is for those who ask next. */
  private static final long TOO_LATE_MILLIS = 20;

  private static final long UNHURRIED_MILLIS = 5_000;

  /** The bus itself gives up after whoever waits here has: only so that nothing is left behind. */
  private static final long BUS_MILLIS = 100;

  private final Bus bus;
  private final Function<String, Future<Void>> ensure;
  private final NegativeMemory memory;
  private final Clock clock;

  ProviderReader(
      Bus bus, Function<String, Future<Void>> ensure, NegativeMemory memory, Clock clock) {
    this.bus = bus;
    this.ensure = ensure;
    this.memory = memory;
    this.clock = clock;
  }

  /**
   * @param asked what each id stands for
   * @param budget of the question
   */
  Loader<Reading> loader(Map<String, Asked> asked, Budget budget) {
    return wanted -> load(wanted, asked, leftMillis(budget) < TOO_LATE_MILLIS ? null : budget);
  }

  /** The same for nobody who waits: without a hurry, and behind all who do. */
  Loader<Reading> warming(Map<String, Asked> asked) {
    return wanted -> load(wanted, asked, null);
  }

  private long leftMillis(Budget budget) {
    return (budget.providersByNanos() - clock.nanos()) / NANOS_PER_MILLI;
  }

  /**
   * @param awaited by whom; null when nobody waits
   */
  private Future<List<Loaded<Reading>>> load(
      List<Loader.Wanted<Reading>> wanted, Map<String, Asked> asked, @Nullable Budget awaited) {
    Map<String, Group> groups = new LinkedHashMap<>();
    for (Loader.Wanted<Reading> want : wanted) {
      Asked one = asked.get(want.id());
      if (one != null) {
        groups.computeIfAbsent(one.source.id(), id -> new Group(one.source)).add(want, one);
      }
    }
    List<Future<Map<String, Loaded<Reading>>>> reads = new ArrayList<>(groups.size());
    for (Group group : groups.values()) {
      reads.add(read(group, awaited));
    }
    return Future.all(reads).map(all -> inOrder(wanted, all.list()));
  }

  private static List<Loaded<Reading>> inOrder(
      List<Loader.Wanted<Reading>> wanted, List<Map<String, Loaded<Reading>>> groups) {
    Map<String, Loaded<Reading>> byId = new HashMap<>();
    groups.forEach(byId::putAll);
    List<Loaded<Reading>> loaded = new ArrayList<>(wanted.size());
    for (Loader.Wanted<Reading> want : wanted) {
      Loaded<Reading> one = byId.get(want.id());
      loaded.add(one == null ? Loaded.failed(Problem.INTERNAL, Duration.ofSeconds(1), null) : one);
    }
    return loaded;
  }

  private Future<Map<String, Loaded<Reading>>> read(Group group, @Nullable Budget awaited) {
    Budget budget =
        awaited == null
            ? Budget.until(clock.nanos() + UNHURRIED_MILLIS * NANOS_PER_MILLI, clock)
            : awaited;
    Priority priority = awaited == null ? Priority.WARMING : Priority.INTERACTIVE;
    String provider = group.source.id();
    // Being deployed takes time too, which the provider does not have again.
    Future<ReadReply> reply =
        ensure.apply(provider).compose(ready -> ask(group, priority, leftMillis(budget)));
    long leftNanos = Budget.left(budget.repliesByNanos(), clock).toNanos();
    return Within.deadline(reply, leftNanos, clock)
        .map(done -> loaded(group, done))
        .recover(cause -> Future.succeededFuture(failed(group, Bus.problem(cause))));
  }

  private Future<ReadReply> ask(Group group, Priority priority, long leftMillis) {
    if (leftMillis < 1) {
      return Future.failedFuture(new ProblemException(Problem.TIMED_OUT, "no time was left"));
    }
    return bus.ask(
        Addresses.providerRead(group.source.id()),
        new ReadRequest(group.wanted, priority, leftMillis),
        ReadReply.class,
        leftMillis + BUS_MILLIS);
  }

  private Map<String, Loaded<Reading>> loaded(Group group, ReadReply reply) {
    Map<String, Read> bySymbol = new HashMap<>();
    reply.reads().forEach(read -> bySymbol.put(read.symbol(), read));
    note(group.source, reply);
    Map<String, Loaded<Reading>> loaded = new HashMap<>();
    group.idBySymbol.forEach(
        (symbol, id) -> loaded.put(id, one(group.source, bySymbol.get(symbol))));
    return loaded;
  }

  /** A provider counts as failing only when nothing that it was asked came back. */
  private void note(SourceOptions source, ReadReply reply) {
    boolean answered =
        reply.reads().stream()
            .anyMatch(read -> read.problem() == null || !NegativeMemory.isFailure(read.problem()));
    if (answered) {
      memory.answered(source);
    } else {
      memory.failed(source);
    }
  }

  private Loaded<Reading> one(SourceOptions source, @Nullable Read read) {
    if (read == null || (read.reading() == null && read.problem() == null)) {
      return problem(source, new ProblemException(Problem.MALFORMED, "not answered"));
    }
    Reading reading = read.reading();
    if (reading == null) {
      Problem problem = read.problem() == null ? Problem.INTERNAL : read.problem();
      return problem(source, new ProblemException(problem, "not read", read.retryAtMillis()));
    }
    List<String> tags = List.of(reading.provider(), reading.symbol());
    // That there is nothing is never believed for longer than configured.
    return reading.posts().isEmpty()
        ? Loaded.of(reading, shorter(source), tags).exactly()
        : Loaded.of(reading, source.ttl(), tags);
  }

  private static Duration shorter(SourceOptions source) {
    Duration empty = source.negative().empty();
    return empty.compareTo(source.ttl()) < 0 ? empty : source.ttl();
  }

  private Map<String, Loaded<Reading>> failed(Group group, ProblemException problem) {
    if (NegativeMemory.isFailure(problem.problem())) {
      memory.failed(group.source);
    }
    Map<String, Loaded<Reading>> loaded = new HashMap<>();
    for (String id : group.idBySymbol.values()) {
      loaded.put(id, problem(group.source, problem));
    }
    return loaded;
  }

  private Loaded<Reading> problem(SourceOptions source, ProblemException problem) {
    return Loaded.failed(
        problem.problem(),
        memory.ttl(source, problem.problem(), problem.retryAtMillis()),
        problem.retryAtMillis());
  }

  /** What one provider is asked. */
  private static final class Group {
    private final SourceOptions source;
    private final List<ProviderMessages.Wanted> wanted = new ArrayList<>();
    private final Map<String, String> idBySymbol = new LinkedHashMap<>();

    private Group(SourceOptions source) {
      this.source = source;
    }

    private void add(Loader.Wanted<Reading> want, Asked asked) {
      wanted.add(new ProviderMessages.Wanted(asked.symbol, want.earlier()));
      idBySymbol.put(asked.symbol, want.id());
    }
  }
}
