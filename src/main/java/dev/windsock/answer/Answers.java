package dev.windsock.answer;

import dev.windsock.bus.Bus;
import dev.windsock.cache.Cache;
import dev.windsock.cache.Cached;
import dev.windsock.cache.Deadlines;
import dev.windsock.cache.Popularity;
import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Answer;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.sentiment.Question;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.Series;
import dev.windsock.sentiment.Symbol;
import dev.windsock.time.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers questions. Thread-safe: one instance serves every event loop; futures complete on the
 * caller's context.
 */
public final class Answers {
  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  private final Cache<Reading> readings;
  private final Function<List<String>, Future<List<Series>>> history;
  private final ProviderReader reader;
  private final Answer.ScorerId scorer;
  private final Clock clock;
  private final RenderedCache rendered;
  private final Kitchen kitchen;
  private final Flights flights;
  private final AnswerMeters meters;
  private final Popularity popularity = new Popularity();
  private volatile Map<String, SourceOptions> sources;

  /**
   * @param wiring what answers are made with
   * @param sources the providers, in the order of configuration
   * @param maxBytes the budget of rendered answers
   * @param registry where the meters go
   */
  public Answers(
      Wiring wiring, List<SourceOptions> sources, long maxBytes, MeterRegistry registry) {
    this.readings = wiring.readings();
    this.history = wiring.history();
    this.scorer = wiring.scorer();
    this.clock = wiring.clock();
    this.sources = byId(sources);
    this.meters = new AnswerMeters(registry);
    this.rendered = new RenderedCache(maxBytes, clock);
    NegativeMemory memory = new NegativeMemory(clock);
    this.reader = new ProviderReader(wiring.bus(), wiring.ensure(), memory, clock);
    this.kitchen = new Kitchen(wiring.blender(), memory, clock);
    this.flights = new Flights(clock);
  }

  /** New options; what was rendered under the old ones is forgotten. */
  public void reconfigure(List<SourceOptions> options) {
    sources = byId(options);
    rendered.clear();
  }

  /** The ids of the providers that a question may name, in the order of configuration. */
  public List<String> sourceIds() {
    return List.copyOf(sources.keySet());
  }

  /**
   * The weights of the sources that a question would be put to, by id.
   *
   * @param wanted the sources named; empty for all that are enabled
   * @throws InvalidValueException for a source that does not exist
   */
  public Map<String, Double> weights(Set<String> wanted) {
    Map<String, Double> weights = new LinkedHashMap<>();
    asked(wanted, sources).forEach(source -> weights.put(source.id(), source.weight()));
    return weights;
  }

  /**
   * The answer if it is at hand: one look-up, no waiting.
   *
   * @return null when it must be made: see {@link #ask}
   */
  public @Nullable Rendered hit(AnswerKey key) {
    popularity.asked(key.symbol());
    Rendered found = rendered.get(key);
    if (found != null) {
      meters.hit.increment();
    }
    return found;
  }

  /**
   * One answer for each symbol of the question, in its order.
   *
   * @param deadlineNanos by when, on the clock's monotonic time; what is not there by then is
   *     missing from the answers
   * @return fails with {@link InvalidValueException} for a source that does not exist and with
   *     {@link ProblemException} when there is no answer in time at all; of several symbols, one
   *     without an answer has one that says so of each source
   */
  public Future<List<Rendered>> ask(Question question, long deadlineNanos) {
    Map<String, SourceOptions> known = sources;
    List<SourceOptions> asked;
    try {
      asked = asked(question.sources(), known);
    } catch (InvalidValueException e) {
      return Future.failedFuture(e);
    }
    List<AnswerKey> keys = AnswerKey.of(question);
    List<Future<Rendered>> answers = new ArrayList<>(keys.size());
    Map<AnswerKey, Symbol> mine = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      AnswerKey key = keys.get(i);
      Rendered found = hit(key);
      if (found != null) {
        answers.add(Future.succeededFuture(found));
        continue;
      }
      Flights.Seat seat = flights.board(key, deadlineNanos);
      answers.add(seat.answer());
      if (seat.first()) {
        mine.put(key, question.symbols().get(i));
      } else {
        meters.joined.increment();
      }
    }
    if (!mine.isEmpty()) {
      make(question, new Order(known, asked), mine, deadlineNanos);
    }
    return answers.size() == 1
        ? answers.get(0).map(List::of)
        : Future.join(answers).transform(done -> together(question, keys, asked, answers));
  }

  /** A symbol without an answer costs itself alone, unless none has one. */
  private Future<List<Rendered>> together(
      Question question,
      List<AnswerKey> keys,
      List<SourceOptions> asked,
      List<Future<Rendered>> answers) {
    if (answers.stream().allMatch(Future::failed)) {
      return Future.failedFuture(answers.get(0).cause());
    }
    List<Rendered> all = new ArrayList<>(answers.size());
    for (int i = 0; i < answers.size(); i++) {
      Future<Rendered> one = answers.get(i);
      if (one.succeeded()) {
        all.add(one.result());
      } else {
        ProblemException problem = Bus.problem(one.cause());
        if (problem.problem() == Problem.INTERNAL) {
          LOG.error("no answer for {}", keys.get(i).symbol(), one.cause());
        }
        all.add(kitchen.without(question.symbols().get(i), keys.get(i), asked, problem));
      }
    }
    return Future.succeededFuture(all);
  }

  private static List<SourceOptions> asked(Set<String> wanted, Map<String, SourceOptions> known) {
    for (String id : wanted) {
      if (!known.containsKey(id)) {
        throw new InvalidValueException("sources", id, String.join(", ", known.keySet()));
      }
    }
    return known.values().stream()
        .filter(source -> wanted.isEmpty() ? source.enabled() : wanted.contains(source.id()))
        .toList();
  }

  /** Which symbols are asked for most. */
  public Popularity popularity() {
    return popularity;
  }

  /**
   * Reads symbols from every provider that is on, before anybody asks, and behind all who do.
   *
   * @param symbols canonical codes
   * @param within what is fresh for longer is left alone
   * @return how many readings were loaded, when that is done
   */
  public Future<Integer> warm(List<String> symbols, Duration within) {
    List<String> ids = new ArrayList<>();
    Map<String, ProviderReader.Asked> byId = new HashMap<>();
    for (SourceOptions source : sources.values()) {
      if (source.enabled()) {
        for (String symbol : symbols) {
          String id = Reading.id(source.id(), symbol, scorer);
          ids.add(id);
          byId.put(id, new ProviderReader.Asked(source, symbol));
        }
      }
    }
    return readings.warm(ids, within, reader.warming(byId));
  }

  /** Whom a question goes to, and under which options. */
  private record Order(Map<String, SourceOptions> options, List<SourceOptions> asked) {}

  /**
   * What answers are made of.
   *
   * @param ids the readings' ids, symbol by symbol
   * @param cached what the cache gave for each of them
   * @param past of each symbol
   * @param stamps of each symbol, taken before anything was read
   */
  private record Material(
      List<String> ids,
      List<Cached<Reading>> cached,
      List<Series> past,
      Map<String, Long> stamps) {}

  private void make(
      Question question, Order order, Map<AnswerKey, Symbol> mine, long deadlineNanos) {
    List<String> ids = new ArrayList<>(mine.size() * order.asked.size());
    Map<String, ProviderReader.Asked> byId = new HashMap<>();
    Map<String, Long> stamps = new HashMap<>();
    for (AnswerKey key : mine.keySet()) {
      stamps.put(key.symbol(), rendered.stamp(key.symbol()));
      for (SourceOptions source : order.asked) {
        String id = Reading.id(source.id(), key.symbol(), scorer);
        ids.add(id);
        byId.put(id, new ProviderReader.Asked(source, key.symbol()));
      }
    }
    Budget budget = Budget.until(deadlineNanos, clock);
    Duration left = Budget.left(budget.readingsByNanos(), clock);
    Future<List<Cached<Reading>>> read;
    try {
      // What another instance or another question loads may come later than we can wait.
      Deadlines within = Deadlines.hard(left);
      read = readings.getAll(ids, question.maxAge(), within, reader.loader(byId, budget));
    } catch (RuntimeException e) {
      read = Future.failedFuture(e);
    }
    Future<List<Series>> past = past(mine.keySet(), left);
    read.compose(cached -> past.map(series -> new Material(ids, cached, series, stamps)))
        .onSuccess(material -> serve(new ArrayList<>(mine.entrySet()), 0, order, material))
        .onFailure(cause -> mine.keySet().forEach(key -> fail(key, cause)));
  }

  /** The past in time, or none: an answer without a comparison is better than none. */
  private Future<List<Series>> past(Collection<AnswerKey> keys, Duration left) {
    List<String> symbols = keys.stream().map(AnswerKey::symbol).toList();
    return Within.deadline(history.apply(symbols), left.toNanos(), clock)
        .otherwise(late -> Collections.nCopies(symbols.size(), Series.EMPTY));
  }

  /** One answer a turn of the event loop: a hundred at once would hold it up for too long. */
  private void serve(
      List<Map.Entry<AnswerKey, Symbol>> mine, int i, Order order, Material material) {
    AnswerKey key = mine.get(i).getKey();
    int from = i * order.asked.size();
    int to = from + order.asked.size();
    List<Cached<Reading>> cached = material.cached.subList(from, to);
    try {
      long stamp = rendered.stamp(key.symbol());
      Rendered made =
          kitchen.cook(mine.get(i).getValue(), key, order.asked, material.past.get(i), cached);
      boolean same = material.stamps.getOrDefault(key.symbol(), -1L) == stamp;
      // New options are set before what was rendered is forgotten: seen now, or by the stamp.
      if (sources == order.options && (same || current(material.ids.subList(from, to), cached))) {
        rendered.put(key, made, stamp);
      }
      meters.made.increment();
      flights.land(key, made);
    } catch (RuntimeException e) {
      fail(key, e);
    }
    if (i + 1 < mine.size()) {
      Turn.next(() -> serve(mine, i + 1, order, material));
    }
  }

  /** Whether what was read is still what the cache holds, after something changed meanwhile. */
  private boolean current(List<String> ids, List<Cached<Reading>> cached) {
    for (int i = 0; i < ids.size(); i++) {
      Reading now = readings.peek(ids.get(i));
      if (now != null && !now.equals(cached.get(i).value())) {
        return false;
      }
    }
    return true;
  }

  private void fail(AnswerKey key, Throwable cause) {
    meters.failed.increment();
    flights.crash(key, cause);
  }

  /**
   * Readings changed: what was made of them is not given any more. Any thread.
   *
   * @param readingIds as made by {@link Reading#id}
   */
  public void changed(Collection<String> readingIds) {
    for (String id : readingIds) {
      int from = id.indexOf(':');
      int to = id.indexOf(':', from + 1);
      if (from >= 0) {
        rendered.changed(to < 0 ? id.substring(from + 1) : id.substring(from + 1, to));
      }
    }
  }

  /** Readings were removed and nobody knows which: nothing rendered is given any more. */
  public void forgetAll() {
    rendered.clear();
  }

  private static Map<String, SourceOptions> byId(List<SourceOptions> options) {
    Map<String, SourceOptions> byId = new LinkedHashMap<>();
    options.forEach(source -> byId.put(source.id(), source));
    return Collections.unmodifiableMap(byId);
  }
}
