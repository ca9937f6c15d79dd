package dev.windsock.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.sentiment.Term;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** The same scores on every JVM, to the bit. */
class DigestTest {
  private static final long DIGEST = 2865781634L;

  @Test
  void score_inventedTexts_givesTheSameBitsOnEveryJvm() throws IOException {
    Scorer scorer = FinanceScorer.load();
    CRC32 digest = new CRC32();
    List<Target> targets =
        List.of(Target.WHOLE, new Target(List.of("Acme", "ACME"), List.of("Globex", "GLBX")));
    for (ProbesTest.Probe probe : ProbesTest.probes()) {
      for (Target target : targets) {
        add(digest, scorer.score(probe.text(), target, Hints.EXPLAIN));
        add(digest, scorer.score(probe.text() + ". " + probe.reason(), target, Hints.EXPLAIN));
      }
    }
    // A new model, lexicon or probe changes this on purpose: then the new value belongs here.
    assertThat(digest.getValue()).isEqualTo(DIGEST);
  }

  private static void add(CRC32 digest, Score score) {
    add(digest, score.negative());
    add(digest, score.neutral());
    add(digest, score.positive());
    add(digest, score.confidence());
    add(digest, score.relevance());
    for (Term term : score.terms()) {
      digest.update(term.text().getBytes(StandardCharsets.UTF_8));
      add(digest, term.weight());
    }
  }

  private static void add(CRC32 digest, double value) {
    long bits = Double.doubleToLongBits(value);
    for (int shift = 0; shift < 64; shift += 8) {
      digest.update((int) (bits >>> shift) & 0xff);
    }
  }
}
