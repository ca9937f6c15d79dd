package dev.windsock.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Measures the scorer on labelled texts, where they are at hand ({@code -Dwindsock.data=folder}, or
 * {@code ../shared/data}). A fifth of them, chosen by a hash of the text, was never used for
 * training or tuning: the floors hold for that part.
 */
class TweetsEvaluationTest {
  private static final Path FOLDER = Path.of(System.getProperty("windsock.data", "../shared/data"));
  private static final Path TWEETS = FOLDER.resolve("twitter_financial_news/train.csv");
  private static final Path HEADLINES = FOLDER.resolve("sentfin/titles.csv");
  private static final Path TALK = FOLDER.resolve("vader/tweets_GroundTruth.txt");
  private static final Scorer SCORER = FinanceScorer.load();

  /** Judges the validation part of some texts. */
  private static Tally judge(String what, List<Example> examples, Predicate<Example> some) {
    Tally tally = new Tally();
    for (Example example : examples) {
      if (example.isHeldOut() && some.test(example)) {
        tally.add(example, SCORER.score(example.text(), example.target(), Hints.NONE));
      }
    }
    System.out.println(what + ", validation part: " + tally.line());
    return tally;
  }

  @Test
  void score_financialTweets_reachesFloorOnTextsNeverTunedOn() throws IOException {
    assumeTrue(Files.exists(TWEETS), "labelled tweets are not at hand");
    Tally held = judge("financial tweets", Corpora.tweets(TWEETS), all -> true);

    assertThat(held.macro()).isGreaterThan(.795);
    assertThat(held.weighted()).isGreaterThan(.845);
    assertThat(held.calibrationError()).isLessThan(.03);
  }

  @Test
  void score_headlines_reachesFloorOnTextsNeverTunedOn() throws IOException {
    assumeTrue(Files.exists(HEADLINES), "labelled headlines are not at hand");
    List<Example> headlines = Corpora.headlines(HEADLINES);
    Tally single =
        judge("headlines of one entity", headlines, one -> one.target().others().isEmpty());
    Tally differing = judge("headlines of several that differ", headlines, Example::mixed);

    assertThat(single.macro()).isGreaterThan(.84);
    assertThat(single.calibrationError()).isLessThan(.03);
    assertThat(differing.accuracy()).isGreaterThan(.79);
    // With so few texts a perfectly calibrated scorer would show .034 by chance.
    assertThat(differing.calibrationError()).isLessThan(.04);
  }

  @Test
  void score_generalTweets_agreesWithHumanRatings() throws IOException {
    assumeTrue(Files.exists(TALK), "rated tweets are not at hand");
    Tally held = judge("general tweets", Corpora.rated(TALK, Example.Corpus.TALK), all -> true);

    assertThat(held.correlation()).isGreaterThan(.82);
  }
}
