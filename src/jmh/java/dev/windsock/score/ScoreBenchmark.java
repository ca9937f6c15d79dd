package dev.windsock.score;

import java.util.List;
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

/** Posts per second of the scorer and the resolver, on one thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ScoreBenchmark {
  private static final String POST =
      "$ACME beats Q3 estimates, shares up 5% premarket as analysts raise price target to $501";

  private final FinanceScorer scorer = FinanceScorer.load();
  private final CommonSymbols symbols = CommonSymbols.load();
  private final Target target = new Target(List.of("ACME", "Acme"), List.of("Globex"));
  private final String hostile = "not $A rose from 5 to 6 🚀 ".repeat(4000);

  /** A post of 87 characters. */
  @Benchmark
  public Score score() {
    return scorer.score(POST, Target.WHOLE, Hints.NONE);
  }

  /** The same, about a target. */
  @Benchmark
  public Score scoreTarget() {
    return scorer.score(POST, target, Hints.NONE);
  }

  /** The same, explained. */
  @Benchmark
  public Score scoreExplained() {
    return scorer.score(POST, Target.WHOLE, Hints.EXPLAIN);
  }

  /** 100 KB of hostile text. */
  @Benchmark
  public Score scoreHostile() {
    return scorer.score(hostile, target, Hints.EXPLAIN);
  }

  /** Loading lexicon and weights. */
  @Benchmark
  public FinanceScorer load() {
    return FinanceScorer.load();
  }

  @Benchmark
  public List<SymbolResolver.Mention> resolve() {
    return symbols.resolve(POST);
  }

  @Benchmark
  public long simHash() {
    return SimHash.of(POST).bits();
  }
}
