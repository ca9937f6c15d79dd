package dev.windsock.score;

import dev.windsock.sentiment.Answer;
import dev.windsock.sentiment.Outcome;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import dev.windsock.sentiment.Series;
import dev.windsock.sentiment.Symbol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time to blend ten sources of 500 posts each, changes against earlier included: of a symbol
 * without a past, and of one whose ten sources spoke in each hour of five weeks.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BlendBenchmark {
  private static final long NOW = 1_795_435_200_000L;
  private static final int SOURCES = 10;
  private static final int POSTS = 500;
  private static final int HOURS = 5 * 168;

  private final Blend blend = new Blend();
  private final BlendRequest fresh = request(Series.EMPTY);
  private final BlendRequest known = request(past());

  private static Series past() {
    Random random = new Random(2);
    Map<String, List<Series.Hour>> hours = new HashMap<>();
    int now = Series.hourOf(NOW);
    for (int k = 0; k < SOURCES; k++) {
      List<Series.Hour> own = new ArrayList<>();
      for (int hour = now - HOURS; hour <= now; hour++) {
        own.add(new Series.Hour(hour, 1 + random.nextInt(9), 1, random.nextFloat() - .5f, .1f));
      }
      hours.put("source" + k, own);
    }
    return new Series(hours);
  }

  private static BlendRequest request(Series past) {
    Random random = new Random(1);
    List<SourceView> sources = new ArrayList<>();
    for (int k = 0; k < SOURCES; k++) {
      List<ScoredPost> posts = new ArrayList<>();
      for (int i = 0; i < POSTS; i++) {
        posts.add(
            new ScoredPost(
                k + "-" + i,
                NOW - i * 200_000L,
                random.nextDouble() * 2 - 1,
                random.nextDouble(),
                1,
                (double) random.nextInt(100),
                "ana" + random.nextInt(200),
                null,
                false,
                random.nextLong(),
                List.of()));
      }
      String id = "source" + k;
      Reading reading = new Reading(id, "ACME", NOW, null, posts, Reading.Filtered.NONE, null);
      sources.add(new SourceView(id, new Outcome.Fresh(reading), 1, Duration.ofHours(6), "near"));
    }
    return new BlendRequest(
        Symbol.parse("ACME"),
        Duration.ofHours(24),
        NOW,
        sources,
        10,
        false,
        new Answer.ScorerId("bench", "1"),
        past);
  }

  @Benchmark
  public Answer blend() {
    return blend.answer(fresh);
  }

  @Benchmark
  public Answer blendWithPast() {
    return blend.answer(known);
  }
}
