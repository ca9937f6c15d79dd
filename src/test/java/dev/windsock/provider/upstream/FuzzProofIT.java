package dev.windsock.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.provider.upstream.Samples.Sample;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Ten million nearly right answers ({@code -Dwindsock.proof.inputs}), shared among the sources; the
 * seed ({@code -Dwindsock.proof.seed}) replays them.
 */
@Tag("proof")
class FuzzProofIT {
  static final List<Sample> SAMPLES = Samples.ALL;
  private static final long INPUTS = Long.getLong("windsock.proof.inputs", 10_200_000);
  private static final long SEED = Long.getLong("windsock.proof.seed", 1);

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void parse_nearlyRightAnswers_areReadOrMalformed(Sample sample) {
    Fuzz fuzz = new Fuzz(SEED);
    long each = INPUTS / SAMPLES.size();
    for (long i = 0; i < each; i++) {
      fuzz.feed(sample);
    }
    System.out.printf(
        "%s: %d inputs, %d read, %d malformed%n", sample, each, fuzz.read(), fuzz.refused());
    assertThat(fuzz.read() + fuzz.refused()).isEqualTo(each);
  }
}
