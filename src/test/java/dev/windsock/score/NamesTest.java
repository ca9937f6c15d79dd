package dev.windsock.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which words of a text are names of the target, and which of others. */
class NamesTest {
  private static final FinanceScorer SCORER = FinanceScorer.load();
  private static final CommonSymbols SYMBOLS = CommonSymbols.load();

  private static Score score(String target, List<String> others, String text) {
    return SCORER.score(text, SYMBOLS.target(target, others), Hints.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "BTC,Bitcoin,$BTC",
    "BTC,Bitcoin,$BTC.X",
    "BTC,Bitcoin,$btc.x",
    "BTC,Bitcoin,$BTCUSD",
    "BTC,Bitcoin,$BTC-USD",
    "BTC,Bitcoin,$BTC/USD",
    "BTC,Bitcoin,BTC-USD",
    "BTC,Bitcoin,BTC/USD",
    "BTC,Bitcoin,BTC.X",
    "BTC,Bitcoin,BTCUSD",
    "BTC,Bitcoin,CRYPTO:BTC",
    "BRK.B,Berkshire,$BRK.B",
    "BRK.B,Berkshire,$BRK-B",
    "BRK.B,Berkshire,$BRK/B",
    "BRK.B,Berkshire,BRK.B",
    "BRK.B,Berkshire,BRK-B",
    "BRK.B,Berkshire,BRK/B",
    "NYSE:LTC,LTC Properties,$LTC",
    "NYSE:LTC,LTC Properties,NYSE:LTC"
  })
  void mark_anySpellingOfTheTarget_isItsName(String target, String name, String spelling) {
    Score alone = score(target, List.of(), spelling + " breaks out to new high, bullish");
    assertThat(alone.relevance()).isEqualTo(1);
    assertThat(alone.value()).isGreaterThan(.9);
    Score with =
        score(
            target,
            List.of(),
            name + ": weak hands sold. " + spelling + " breaks out to new high, bullish");
    assertThat(with.relevance()).isEqualTo(1);
    assertThat(with.value()).isGreaterThan(.7);
  }

  @ParameterizedTest
  @CsvSource({"ETH,$BTC.X", "ETH,BTCUSD", "AAPL,$BRK.B", "AAPL,BRK.B", "AAPL,$BRK/B"})
  void mark_anySpellingOfAnother_isNotTheTargets(String target, String spelling) {
    String other = spelling.contains("BTC") ? "BTC" : "BRK.B";
    String name = target.equals("ETH") ? "Ethereum" : "Apple";
    Score score =
        score(
            target, List.of(other), name + " soars to a new high, " + spelling + " falls sharply");
    assertThat(score.relevance()).isLessThan(1);
    assertThat(score.value()).isGreaterThan(.5);
  }

  @Test
  void mark_cashtagOfAnotherCoin_isForeign() {
    Score score = score("BTC", List.of(), "Bitcoin soars. $BTCS falls sharply, bearish");
    assertThat(score.relevance()).isLessThan(1);
  }
}
