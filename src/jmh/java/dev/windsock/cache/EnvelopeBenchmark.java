package dev.windsock.cache;

import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import dev.windsock.sentiment.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A reading of many posts to bytes and back, and these into an envelope and out of it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EnvelopeBenchmark {
  private static final long NEVER = 1 << 30;
  private static final int MAX_RAW = 1 << 24;

  @Param({"5", "80"})
  int posts;

  private final JsonCodec<Reading> codec = new JsonCodec<>(Reading.class);
  private Reading reading = new Reading("p", "S", 0, null, List.of(), Reading.Filtered.NONE, null);
  private byte[] encoded = new byte[0];
  private byte[] raw = new byte[0];
  private byte[] packed = new byte[0];

  @Setup
  public void make() {
    SplittableRandom random = new SplittableRandom(20_261_124);
    List<ScoredPost> all = new ArrayList<>();
    for (int i = 0; i < posts; i++) {
      all.add(
          new ScoredPost(
              Integer.toString(580_000_000 + random.nextInt(1_000_000)),
              1_795_435_200_000L - random.nextInt(86_400_000),
              random.nextInt(-1000, 1000) / 1000.0,
              random.nextInt(1000) / 1000.0,
              random.nextInt(1000) / 1000.0,
              random.nextInt(1000) / 1000.0,
              Long.toHexString(random.nextLong()),
              "https://example.com/message/" + random.nextInt(1 << 30),
              i % 4 == 0,
              random.nextLong(),
              List.of(new Term("beat estimates", 0.61), new Term("rally", 0.4))));
    }
    reading = new Reading("stocktwits", "AAPL", 1, "c", all, Reading.Filtered.NONE, null);
    encoded = codec.encode(reading);
    raw = envelope().encode(NEVER);
    packed = envelope().encode(64);
    System.out.printf("%d posts: %d bytes, packed %d%n", posts, raw.length, packed.length);
  }

  private Envelope envelope() {
    return new Envelope(1, false, 1, 1, 2, 3, 4, encoded);
  }

  @Benchmark
  public byte[] encodeValue() {
    return codec.encode(reading);
  }

  @Benchmark
  public Reading decodeValue() {
    return codec.decode(encoded);
  }

  @Benchmark
  public long sizeOfValue() {
    return codec.heapBytes(reading, encoded.length);
  }

  @Benchmark
  public byte[] seal() {
    return envelope().encode(NEVER);
  }

  @Benchmark
  public byte[] sealPacked() {
    return envelope().encode(64);
  }

  @Benchmark
  public @Nullable Object open() {
    return Envelope.decode(raw, MAX_RAW);
  }

  @Benchmark
  public @Nullable Object openPacked() {
    return Envelope.decode(packed, MAX_RAW);
  }
}
