package dev.windsock.score;

import dev.windsock.sentiment.Answer;
import dev.windsock.sentiment.Outcome;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import dev.windsock.sentiment.Series;
import dev.windsock.sentiment.Symbol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

/** Time to blend ten sources of 500 posts each, changes against earlier included. */
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

  private final Blend blend = new Blend();
  private final BlendRequest request = request();

  private static BlendRequest request() {
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
        Series.EMPTY);
  }

  @Benchmark
  public Answer blend() {
    return blend.answer(request);
  }
}
