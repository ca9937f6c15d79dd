package dev.windsock.score;

import dev.windsock.sentiment.Answer;
import dev.windsock.sentiment.Outcome;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.Series;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Blends the readings of many sources to one answer at one instant: weighted means with shrinkage
 * toward a prior, after {@link Moment}; σ² = (κσ₀² + n·v) / (κ + n); the 95 % interval is score ±
 * 1.96·σ/√(κ + n), clipped to [−1, 1]. What each post contributes, with the prior's {@code mean ·
 * weight / (weight + n)}, sums to the score. No data is null, never 0.
 *
 * <p>Pure and safe on any thread. Time is linear in the number of posts, but for one sort by time.
 */
public final class Blend {
  private static final long HOUR_MILLIS = 3_600_000;

  private final BlendOptions options;

  /** A blend with the documented figures. */
  public Blend() {
    this(BlendOptions.DEFAULTS);
  }

  public Blend(BlendOptions options) {
    this.options = options;
  }

  /** The answer to a request. */
  public Answer answer(BlendRequest request) {
    Trend trend = new Trend(request.past(), weights(request.sources()));
    int hours = (int) StrictMath.max(1, request.window().toMillis() / HOUR_MILLIS);
    int hour = Series.hourOf(request.asOfMillis());
    // What the window itself holds must not pull twice.
    double prior = trend.priorMean(hour - hours);
    Pool pool = Pool.of(request.sources(), options.duplicateBits());
    Moment now = at(request, pool, request.asOfMillis(), prior);
    boolean data = now.hasData();
    double low = StrictMath.max(-1, now.score() - now.margin());
    double high = StrictMath.min(1, now.score() + now.margin());
    // Compared with earlier are those that gave something, with themselves: the silence of the
    // others is ours.
    Trend ofHeard = new Trend(request.past(), weights(heard(request.sources())));
    Mentions mentions = Mentions.of(request, pool, ofHeard);
    Evidence evidence = Evidence.of(pool, now, request.evidence(), options.labelScore());
    return new Answer(
        request.symbol().code(),
        Instant.ofEpochMilli(request.asOfMillis()),
        request.window(),
        status(now, request.sources()),
        data ? now.score() : null,
        data ? label(now, low, high) : null,
        data ? List.of(low, high) : null,
        confidence(now, request.sources()),
        now.counted(),
        now.effective(),
        new Answer.Prior(prior, options.priorWeight()),
        data ? evidence.distribution() : null,
        new Changes(ofHeard, hours, prior, then -> at(request, pool, then, prior))
            .of(request.asOfMillis(), pool, now),
        new Answer.Buzz(
            (int) Math.round(mentions.count()),
            mentions.z(),
            evidence.authors(),
            Attention.of(request.sources(), request.asOfMillis())),
        SourceLines.of(pool, now, request.asOfMillis()),
        evidence.posts(),
        filtered(request.sources(), now),
        request.scorer(),
        request.sources().stream().anyMatch(view -> view.outcome() instanceof Outcome.Stale),
        age(request),
        request.simulated(),
        warnings(request, now));
  }

  private Moment at(BlendRequest request, Pool pool, long atMillis, double prior) {
    return Moment.at(atMillis, request.window().toMillis(), pool, options, prior);
  }

  private static List<SourceView> heard(List<SourceView> sources) {
    return sources.stream().filter(view -> view.outcome().reading() != null).toList();
  }

  private static Map<String, Double> weights(List<SourceView> sources) {
    Map<String, Double> weights = new LinkedHashMap<>();
    sources.forEach(view -> weights.put(view.id(), view.weight()));
    return weights;
  }

  private Answer.Label label(Moment now, double low, double high) {
    if (now.score() >= options.labelScore() && low > 0) {
      return Answer.Label.BULLISH;
    }
    if (now.score() <= -options.labelScore() && high < 0) {
      return Answer.Label.BEARISH;
    }
    return now.variance() > options.mixedVariance() ? Answer.Label.MIXED : Answer.Label.NEUTRAL;
  }

  /** The gravest that holds: no data, stale, partial, low volume, ok. */
  private Answer.Status status(Moment now, List<SourceView> sources) {
    if (!now.hasData()) {
      return Answer.Status.NO_DATA;
    }
    if (sources.stream().anyMatch(view -> view.outcome() instanceof Outcome.Stale)) {
      return Answer.Status.STALE;
    }
    if (!sources.stream().allMatch(Blend::responded)) {
      return Answer.Status.PARTIAL;
    }
    return now.effective() < options.lowVolume() ? Answer.Status.LOW_VOLUME : Answer.Status.OK;
  }

  /** That an upstream does not know a symbol is an answer. */
  private static boolean responded(SourceView view) {
    return !(view.outcome() instanceof Outcome.Missing missing)
        || missing.problem() == Problem.NOT_FOUND;
  }

  private double confidence(Moment now, List<SourceView> sources) {
    double asked = 0;
    double answered = 0;
    for (SourceView view : sources) {
      asked += view.weight();
      answered += responded(view) ? view.weight() : 0;
    }
    double n = now.effective();
    return asked > 0 ? n / (options.priorWeight() + n) * (answered / asked) : 0;
  }

  private static Reading.Filtered filtered(List<SourceView> sources, Moment now) {
    Reading.Filtered filtered = new Reading.Filtered(now.duplicates(), 0, 0);
    for (SourceView view : sources) {
      Reading reading = view.outcome().reading();
      filtered = reading == null ? filtered : filtered.plus(reading.filtered());
    }
    return filtered;
  }

  private static @Nullable Long age(BlendRequest request) {
    Long oldest = null;
    for (SourceView view : request.sources()) {
      Reading reading = view.outcome().reading();
      if (reading != null) {
        long ageS = SourceLines.ageS(reading, request.asOfMillis());
        oldest = oldest == null ? Long.valueOf(ageS) : Long.valueOf(Math.max(oldest, ageS));
      }
    }
    return oldest;
  }

  private List<String> warnings(BlendRequest request, Moment now) {
    List<String> warnings = new ArrayList<>();
    if (request.simulated()) {
      warnings.add("The upstreams are simulators: these are not real opinions.");
    }
    if (request.sources().isEmpty()) {
      warnings.add("No source was asked.");
    } else if (now.hasData() && now.effective() < options.lowVolume()) {
      warnings.add("Very few posts: the score says little.");
    }
    for (SourceView view : request.sources()) {
      if (view.outcome() instanceof Outcome.Missing missing
          && missing.problem() != Problem.NOT_FOUND) {
        warnings.add(view.id() + " gave nothing: " + missing.problem().code() + ".");
      } else if (view.outcome() instanceof Outcome.Stale stale) {
        warnings.add(view.id() + " is past its time: " + stale.problem().code() + ".");
      }
    }
    return warnings;
  }
}
