package dev.windsock.answer;

import dev.windsock.cache.Cached;
import dev.windsock.score.SourceView;
import dev.windsock.sentiment.Answer;
import dev.windsock.sentiment.Outcome;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.Series;
import dev.windsock.sentiment.Symbol;
import dev.windsock.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From cached readings to a rendered answer, and until when it holds. Thread-safe. */
final class Kitchen {
  /** Weights fall with age: even an answer whose readings stay fresh is made anew now and then. */
  private static final long LONGEST_MILLIS = 300_000;

  /** A reading past its time is being refreshed right now: look again soon. */
  private static final long SOON_MILLIS = 1_000;

  private final Blender blender;
  private final NegativeMemory memory;
  private final Clock clock;

  Kitchen(Blender blender, NegativeMemory memory, Clock clock) {
    this.blender = blender;
    this.memory = memory;
    this.clock = clock;
  }

  Rendered cook(
      Symbol symbol,
      AnswerKey key,
      List<SourceOptions> asked,
      Series past,
      List<Cached<Reading>> cached) {
    long now = clock.millis();
    long freshUntil = now + LONGEST_MILLIS;
    List<SourceView> parts = new ArrayList<>(asked.size());
    for (int i = 0; i < asked.size(); i++) {
      SourceOptions source = asked.get(i);
      Cached<Reading> one = cached.get(i);
      freshUntil = Math.min(freshUntil, freshUntil(key, source, one, now));
      parts.add(
          new SourceView(
              source.id(), outcome(one), source.weight(), source.halfLife(), level(one)));
    }
    Answer answer = blender.blend(symbol, key.window(), key.evidence(), now, past, parts);
    return Renderer.render(answer, freshUntil);
  }

  /** The answer where there is none: each source is missing for the same reason. */
  Rendered without(
      Symbol symbol, AnswerKey key, List<SourceOptions> asked, ProblemException problem) {
    Cached<Reading> missing =
        new Cached<>(null, 0, 0, Cached.Level.NONE, problem.problem(), problem.retryAtMillis());
    return cook(symbol, key, asked, Series.EMPTY, Collections.nCopies(asked.size(), missing));
  }

  private static Outcome outcome(Cached<Reading> cached) {
    Reading reading = cached.value();
    Problem problem = cached.problem();
    if (reading == null) {
      return new Outcome.Missing(
          problem == null ? Problem.UNAVAILABLE : problem, cached.retryAtMillis());
    }
    return problem == null
        ? new Outcome.Fresh(reading)
        : new Outcome.Stale(reading, problem, cached.retryAtMillis());
  }

  private static @Nullable String level(Cached<Reading> cached) {
    return cached.value() == null ? null : cached.level().toString();
  }

  private long freshUntil(AnswerKey key, SourceOptions source, Cached<Reading> cached, long now) {
    Problem problem = cached.problem();
    if (cached.value() == null || problem != null) {
      Problem why = problem == null ? Problem.UNAVAILABLE : problem;
      return now + memory.ttl(source, why, cached.retryAtMillis()).toMillis();
    }
    long until = Math.max(cached.freshUntilMillis(), now + SOON_MILLIS);
    return key.maxAge() == null
        ? until
        : Math.min(until, cached.storedAtMillis() + key.maxAge().toMillis());
  }
}
