package dev.windsock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.score.CommonSymbols;
import dev.windsock.score.Target;
import dev.windsock.sentiment.Symbol;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubjectTest {
  private static final CommonSymbols SYMBOLS = CommonSymbols.load();

  private static Target target(String symbol, String... others) {
    return Subject.of(Symbol.parse(symbol), SYMBOLS).target(List.of(others), SYMBOLS);
  }

  @Test
  void target_coin_goesByStockTwitsCashtagToo() {
    assertThat(target("BTC").names())
        .contains("BTC-USD", "$BTC", "$BTC.X", "BTCUSD", "BTC", "bitcoin");
  }

  @Test
  void target_shareClass_goesByEachOfItsForms() {
    assertThat(target("BRK-B").names()).contains("BRK.B", "$BRK.B", "BRK-B", "Berkshire");
  }

  @Test
  void target_others_keepNothingThatIsOurs() {
    Target target = target("NYSE:LTC", "LTC.US", "LTC-USD", "AAPL");
    assertThat(target.names()).contains("LTC", "$LTC", "LTC Properties");
    assertThat(target.others())
        .contains("AAPL", "Apple", "$LTC.X", "litecoin")
        .doesNotContain("LTC", "$LTC");
  }
}
