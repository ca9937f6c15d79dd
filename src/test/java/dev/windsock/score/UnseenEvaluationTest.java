package dev.windsock.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Measures the scorer on texts that were written and labelled without a look at its words and
 * rules, and take part in no training: news of companies, investors' posts, and headlines of
 * several entities.
 */
class UnseenEvaluationTest {
  private static final Scorer SCORER = FinanceScorer.load();

  private static Tally judge(String name) throws IOException {
    Tally tally = new Tally();
    for (Example example : Corpora.targeted(read(name))) {
      tally.add(example, SCORER.score(example.text(), example.target(), Hints.NONE));
    }
    System.out.println("unseen " + name + ": " + tally.line());
    return tally;
  }

  private static String read(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            UnseenEvaluationTest.class.getResourceAsStream("unseen/" + name + ".tsv"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void score_newsOfCompanies_reachesFloor() throws IOException {
    assertThat(judge("news").macro()).isGreaterThan(.84);
  }

  @Test
  void score_investorsPosts_reachesFloor() throws IOException {
    Tally tally = judge("posts");

    assertThat(tally.macro()).isGreaterThan(.84);
    assertThat(tally.cosine()).isGreaterThan(.74);
  }

  @Test
  void score_headlinesOfSeveral_reachesFloor() throws IOException {
    assertThat(judge("pairs").accuracy()).isGreaterThan(.8);
  }
}
