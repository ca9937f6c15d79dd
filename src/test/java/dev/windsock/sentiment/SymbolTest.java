package dev.windsock.sentiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windsock.option.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SymbolTest {
  @ParameterizedTest
  @CsvSource({
    "AAPL,AAPL,EQUITY",
    "aapl,AAPL,EQUITY",
    "$tsla,TSLA,EQUITY",
    "' A ',A,EQUITY",
    "BRK.B,BRK.B,EQUITY",
    "BRK-B,BRK.B,EQUITY",
    "BTC,BTC-USD,CRYPTO",
    "btc-usd,BTC-USD,CRYPTO",
    "BTC.X,BTC-USD,CRYPTO",
    "BTCUSD,BTC-USD,CRYPTO",
    "PEPE.X,PEPE-USD,CRYPTO",
    "ETH-BTC,ETH-BTC,CRYPTO",
    "^GSPC,^GSPC,INDEX",
  })
  void parse_usualSpellings_areCanonical(String text, String code, Symbol.Kind kind) {
    assertThat(Symbol.parse(text)).isEqualTo(new Symbol(code, kind));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "$",
        "$$AAPL",
        "AAPL*",
        "A{B}",
        "AAPL\r\nX: y",
        "AAPL\u0000",
        "../../etc/passwd",
        "ＡＡＰＬ",
        "\u017F",
        "\u212A",
        "TOOLONGTICKER",
        "1234567890123456789",
        "'; DROP",
        "1ABC",
        "A.B.C",
        "-USD",
      })
  void parse_hostileOrUnknown_isRefusedNamingWhatIsAllowed(String text) {
    assertThatThrownBy(() -> Symbol.parse(text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("symbol")
        .hasMessageContaining("BTC-USD")
        .message()
        .doesNotContainPattern("[\\p{Cntrl}]");
  }

  @Test
  void parse_64KiB_isRefusedInShort() {
    assertThatThrownBy(() -> Symbol.parse("A".repeat(65_536)))
        .isInstanceOf(InvalidValueException.class)
        .message()
        .hasSizeLessThan(400);
  }

  @Test
  void base_ofAPair_isTheCoin() {
    assertThat(Symbol.parse("BTC-USD").base()).isEqualTo("BTC");
    assertThat(Symbol.parse("BRK.B").base()).isEqualTo("BRK.B");
  }
}
