package dev.windsock.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hand-written sentences, each with the reason why it must come out as it does. */
class ProbesTest {
  private static final Scorer SCORER = FinanceScorer.load();

  record Probe(String expected, String text, String reason) {}

  static List<Probe> probes() throws IOException {
    try (InputStream in = ProbesTest.class.getResourceAsStream("probes.txt")) {
      String all = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return all.lines()
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .map(line -> line.split(" \\| "))
          .map(part -> new Probe(part[0], part[1], part[2]))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("probes")
  void score_probe_isOnItsSide(Probe probe) {
    double value = SCORER.score(probe.text, Target.WHOLE, Hints.NONE).value();
    switch (probe.expected) {
      case "+" -> assertThat(value).as(probe.reason).isGreaterThan(.15);
      case "-" -> assertThat(value).as(probe.reason).isLessThan(-.15);
      case ">" -> assertThat(value).as(probe.reason).isPositive();
      case "<" -> assertThat(value).as(probe.reason).isNegative();
      default -> assertThat(value).as(probe.reason).isBetween(-.15, .15);
    }
  }

  @Test
  void probes_areMany() throws IOException {
    assertThat(probes()).hasSizeGreaterThanOrEqualTo(280);
  }
}
