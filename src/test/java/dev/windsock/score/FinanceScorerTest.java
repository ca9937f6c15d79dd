package dev.windsock.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.windsock.sentiment.Term;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FinanceScorerTest {
  private static final Scorer SCORER = FinanceScorer.load();

  private static Score score(String text) {
    return SCORER.score(text, Target.WHOLE, Hints.NONE);
  }

  @Test
  void score_randomTexts_isAlwaysWithinItsRanges() {
    Random random = new Random(7);
    String[] parts = {
      "profit",
      "rose",
      "fell",
      "$AAPL",
      "#moon",
      "🚀",
      "💎🙌",
      "not",
      "5%",
      "-3.2%",
      "$1,000.50",
      "from",
      "to",
      "?",
      ".",
      ",",
      "http://x.y/z",
      "@ana",
      "¿qué",
      "利益",
      "\ud83d",
      "\udc00",
      "'",
      "n't",
      "upgraded",
      "buy",
      "\u200d",
      "\ufe0f",
      "/s",
      ":",
      ")",
      "-",
      "loss",
      "narrowed",
      "0x1f",
      "4Q19"
    };
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(30); j > 0; j--) {
        text.append(parts[random.nextInt(parts.length)]).append(random.nextInt(4) > 0 ? " " : "");
      }
      Target target = random.nextBoolean() ? Target.WHOLE : new Target(List.of("AAPL"), List.of());
      check(SCORER.score(text, target, random.nextBoolean() ? Hints.EXPLAIN : Hints.NONE));
    }
  }

  private static void check(Score score) {
    assertThat(score.value()).isBetween(-1.0, 1.0);
    assertThat(score.confidence()).isBetween(0.0, 1.0);
    assertThat(score.relevance()).isBetween(0.0, 1.0);
    assertThat(score.negative() + score.neutral() + score.positive()).isEqualTo(1, within(1e-12));
    assertThat(score.positive() - score.negative()).isEqualTo(score.value(), within(1e-12));
    assertThat(score.terms()).allMatch(term -> Double.isFinite(term.weight()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "🚀",
        "a",
        "not ",
        "$A ",
        "((((",
        "1,",
        "\u200d❤️",
        "profit rose ",
        "http://",
        "'",
        "&a",
        "\ud83d",
        "from 5 to 6 ",
        "buy to ",
        "A and B ",
        ". ",
        "\n",
        "😭not good "
      })
  void score_hostileText_isBoundedInTimeAndRange(String unit) {
    String text = unit.repeat(100_000 / unit.length());
    Target target = new Target(List.of("A", "Acme Corp"), List.of("B"));
    Hints hints = Hints.EXPLAIN;
    for (int i = 0; i < 5; i++) {
      check(SCORER.score(text, target, hints));
    }
    // What lies beyond the cap is ignored, so ten times the text is the same work.
    Score longer = SCORER.score(text.repeat(10), target, hints);
    assertThat(longer).isEqualTo(SCORER.score(text, target, hints));
  }

  @Test
  void score_hostileTexts_takeMillisecondsEach() {
    String[] units = {"not buy to ", "$A ", "🚀", "profit rose from 5 to 6 ", "A and B, "};
    Target target = new Target(List.of("A"), List.of("B"));
    for (int i = 0; i < 50; i++) {
      for (String unit : units) {
        score(unit.repeat(200));
      }
    }
    long before = System.nanoTime();
    for (String unit : units) {
      SCORER.score(unit.repeat(100_000 / unit.length()), target, Hints.EXPLAIN);
    }
    long eachMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before) / units.length;
    // The aim is 5 ms; the test machine may be busy, and quadratic time would take seconds.
    assertThat(eachMillis).isLessThan(250);
  }

  @Test
  void score_emptyText_hasNoConfidence() {
    assertThat(score("").confidence()).isZero();
    assertThat(score(" \u200d ").value()).isZero();
  }

  @Test
  void score_sameText_isTheSameFromManyThreads() throws Exception {
    List<String> texts = ProbesTest.probes().stream().map(ProbesTest.Probe::text).toList();
    List<Score> alone = texts.stream().map(FinanceScorerTest::score).toList();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<Score>>> runs = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        runs.add(pool.submit(() -> texts.stream().map(FinanceScorerTest::score).toList()));
      }
      for (Future<List<Score>> run : runs) {
        assertThat(run.get(20, TimeUnit.SECONDS)).isEqualTo(alone);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void score_anotherLoad_givesTheSameBits() {
    Scorer other = FinanceScorer.load();
    String text = "Acme beats estimates, shares up 5% from $40 to $42";
    assertThat(other.score(text, Target.WHOLE, Hints.EXPLAIN))
        .isEqualTo(SCORER.score(text, Target.WHOLE, Hints.EXPLAIN));
    assertThat(other.id()).isEqualTo(SCORER.id());
  }

  @Test
  void score_question_isHalfOfTheStatement() {
    double told = score("Acme crushed estimates and shares soar").value();
    double asked = score("Acme crushed estimates and shares soar?").value();
    assertThat(asked).isPositive().isLessThanOrEqualTo(told / 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {" 🤔", " 🚀", " @ana", " @ana #moon https://x.y/z 🚀"})
  void score_questionWithSignsBehind_isStillAQuestion(String behind) {
    double told = score("$TSLA going to the moon" + behind).value();
    double asked = score("$TSLA going to the moon?" + behind).value();
    assertThat(asked).isLessThanOrEqualTo(told / 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.%s%%", "%s%%", "-$%s.%1$sbn", "from %s to .%1$s", ".%s to %1$sbn"})
  void score_numberOfEndlessDigits_isFinite(String pattern) {
    check(score("AAPL profit up " + pattern.formatted("1".repeat(400))));
  }

  @Test
  void score_sarcasm_lowersConfidence() {
    Score plain = score("Acme misses again, shares plunge");
    Score marked = score("Acme misses again, shares plunge /s");
    assertThat(marked.confidence()).isLessThan(plain.confidence() * .6);
  }

  @Test
  void score_nativeScore_isTakenAtItsWord() {
    Score score = SCORER.score("shares plunge", Target.WHOLE, new Hints(1.0, null, true));
    assertThat(score.value()).isEqualTo(1);
    assertThat(score.confidence()).isGreaterThan(.9);
    assertThat(score.terms()).containsExactly(new Term("author's label", 1));
    check(SCORER.score("", Target.WHOLE, new Hints(-7.0, null, false)));
    check(SCORER.score("shares plunge", Target.WHOLE, new Hints(Double.NaN, null, false)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "El beneficio de la empresa sube y el mercado crash",
        "Der Gewinn ist gut und die Aktie steigt, profit surge",
        "株価が上昇した profit",
        "прибыль выросла profit",
        "Akcje spółki mocno rosną dziś",
        "Cổ phiếu tăng mạnh hôm nay",
        "Osake nousee voimakkaasti tänään",
        "Hisse senedi yükseldi",
        "Saham naik tajam hari ini",
        "Aandelen stijgen sterk vandaag"
      })
  void score_textNotInEnglish_countsNoWords(String text) {
    Score score = score(text);
    assertThat(score.value()).isBetween(-.05, .05);
    assertThat(score.confidence()).isLessThanOrEqualTo(.3);
  }

  @Test
  void score_accentsInAnEnglishText_doNotMakeItForeign() {
    Score score = score("Nestlé and L'Oréal shares surge after Société Générale upgrades both");
    assertThat(score.value()).isGreaterThan(.5);
  }

  @Test
  void score_textNotInEnglish_keepsEmojiAndPercentages() {
    assertThat(score("株価が上昇した 🚀🚀 +5%").value()).isGreaterThan(.15);
    Hints german = new Hints(null, "de", false);
    assertThat(SCORER.score("profit soars", Target.WHOLE, german).value()).isBetween(-.05, .05);
    Hints english = new Hints(null, "en-US", false);
    assertThat(SCORER.score("profit soars", Target.WHOLE, english).value()).isGreaterThan(.15);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Acme shares soar while Globex shares plunge | Acme | Globex | 1",
        "Acme shares soar while Globex shares plunge | Globex | Acme | -1",
        "Acme rises, Globex falls | Acme | Globex | 1",
        "Acme rises, Globex falls | Globex | Acme | -1",
        "Broker upgrades Acme and downgrades Globex | Acme | Globex | 1",
        "Broker upgrades Acme and downgrades Globex | Globex | Acme | -1",
        "$ACME beats estimates; $GLBX misses estimates | ACME | GLBX | 1",
        "$ACME beats estimates; $GLBX misses estimates | GLBX | ACME | -1",
        "Acme and Globex shares surge | Acme | Globex | 1",
        "Acme and Globex shares surge | Globex | Acme | 1",
        "Acme profit jumps. Globex warns of losses. | Globex | Acme | -1",
        "Acme soared but Globex tumbled | Acme | Globex | 1"
      })
  void score_severalEntities_readsTheTargetsClause(
      String text, String name, String other, int sign) {
    Target target = new Target(List.of(name), List.of(other));
    double value = SCORER.score(text, target, Hints.NONE).value();
    assertThat(value * sign).isGreaterThan(.1);
  }

  @Test
  void score_targetNotNamed_isLessRelevant() {
    Target acme = new Target(List.of("ACME", "Acme"), List.of());
    assertThat(SCORER.score("Acme soars", acme, Hints.NONE).relevance()).isEqualTo(1);
    assertThat(SCORER.score("stocks soar", acme, Hints.NONE).relevance()).isLessThan(.6);
    Score crowd = SCORER.score("$A $B $C $D $E $F $ACME soar", acme, Hints.NONE);
    assertThat(crowd.relevance()).isLessThan(.8);
  }

  @Test
  void score_tickerThatIsAWord_isNotTheWord() {
    Target gartner = new Target(List.of("IT"), List.of());
    assertThat(SCORER.score("it soars", gartner, Hints.NONE).relevance()).isLessThan(.6);
    assertThat(SCORER.score("$IT soars", gartner, Hints.NONE).relevance()).isEqualTo(1);
  }

  @Test
  void score_explained_termsSumToTheLogitsDifference() {
    for (String text :
        List.of(
            "Acme beats estimates, shares up 5%",
            "🚀🚀🚀🚀🚀 to the moon", "loss narrowed to $2M from $5M but outlook cut")) {
      Score score = SCORER.score(text, Target.WHOLE, Hints.EXPLAIN);
      double sum = score.terms().stream().mapToDouble(Term::weight).sum();
      double logits = StrictMath.log(score.positive()) - StrictMath.log(score.negative());
      assertThat(sum).as(text).isEqualTo(logits, within(1e-9));
    }
  }

  @Test
  void score_explainedWhereTheClauseIsShared_termsSumToTheLogitsDifference() {
    Target acme = new Target(List.of("Acme"), List.of("Globex"));
    Score score = SCORER.score("Acme beats Globex on profit", acme, Hints.EXPLAIN);
    double sum = score.terms().stream().mapToDouble(Term::weight).sum();
    double logits = StrictMath.log(score.positive()) - StrictMath.log(score.negative());
    assertThat(sum).isEqualTo(logits, within(1e-9));
  }

  @Test
  void score_notExplained_hasNoTerms() {
    assertThat(score("Acme beats estimates").terms()).isEmpty();
  }

  @Test
  void score_afterTheFirstTexts_allocatesTheResultAlone() throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<String> texts = ProbesTest.probes().stream().map(ProbesTest.Probe::text).toList();
    Target target = new Target(List.of("ACME", "Acme"), List.of("Globex"));
    int rounds = 20;
    run(texts, target, 2);
    long before = threads.getCurrentThreadAllocatedBytes();
    run(texts, target, rounds);
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    // Whether compiled or not: a score is 72 bytes, and nothing else is made for it.
    assertThat(bytes / (2L * rounds * texts.size())).isLessThanOrEqualTo(160);
  }

  private static void run(List<String> texts, Target target, int rounds) {
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < texts.size(); i++) {
        SCORER.score(texts.get(i), Target.WHOLE, Hints.NONE);
        SCORER.score(texts.get(i), target, Hints.NONE);
      }
    }
  }
}
