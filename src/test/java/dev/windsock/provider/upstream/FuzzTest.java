package dev.windsock.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.provider.upstream.Samples.Sample;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The short form; the long one is a proof. */
class FuzzTest {
  static final List<Sample> SAMPLES = Samples.ALL;
  private static final int INPUTS = 1_000;

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void parse_nearlyRightAnswers_areReadOrMalformed(Sample sample) {
    Fuzz fuzz = new Fuzz(20261123);
    for (int i = 0; i < INPUTS; i++) {
      fuzz.feed(sample);
    }
    assertThat(fuzz.read()).as("not everything is broken").isGreaterThan(INPUTS / 50);
    assertThat(fuzz.refused()).as("not everything is whole").isGreaterThan(INPUTS / 50);
  }
}
