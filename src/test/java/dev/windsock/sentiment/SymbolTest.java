package dev.windsock.sentiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windsock.option.InvalidValueException;
import java.util.List;
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
    "btc/usd,BTC-USD,CRYPTO",
    "CRYPTO:BTC,BTC-USD,CRYPTO",
    "crypto:newcoin,NEWCOIN-USD,CRYPTO",
    "$LINKUSD,LINK-USD,CRYPTO",
    "LINK,LINK-USD,CRYPTO",
    "usdc,USDC-USD,CRYPTO",
    "LTC,LTC-USD,CRYPTO",
    "LTC.X,LTC-USD,CRYPTO",
    "LTC-USD,LTC-USD,CRYPTO",
    "LTC.US,LTC.US,EQUITY",
    "NYSE:LTC,LTC.US,EQUITY",
    "nasdaq:aapl,AAPL,EQUITY",
    "AAPL.US,AAPL,EQUITY",
    "BRK/B,BRK.B,EQUITY",
    "$brk/b,BRK.B,EQUITY",
    "NYSEAMERICAN:BRK.B,BRK.B,EQUITY",
    "USD,USD,EQUITY",
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
        ".X",
        ".US",
        "CRYPTO:",
        "NYSE:",
        "NYSE:^GSPC",
        "NYSE:BTC-USD",
        "LSE:VOD",
        "NYSE:NYSE:F",
        ":F",
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

  @ParameterizedTest
  @CsvSource({
    "LTC,LTC.US,EQUITY",
    "AAPL,AAPL,EQUITY",
    "brk-b,BRK.B,EQUITY",
    "LTC.X,LTC-USD,CRYPTO",
    "LTC-USD,LTC-USD,CRYPTO",
    "LTCUSD,LTC-USD,CRYPTO",
  })
  void listed_bareCodeOfACoin_isTheShare(String text, String code, Symbol.Kind kind) {
    assertThat(Symbol.listed(text)).isEqualTo(new Symbol(code, kind));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"AAPL", "BRK.B", "LTC", "NYSE:LTC", "BTC", "FOO.X", "ETH-BTC", "^GSPC", "SUI.US"})
  void parse_canonicalCode_isItself(String text) {
    Symbol symbol = Symbol.parse(text);
    assertThat(Symbol.parse(symbol.code())).isEqualTo(symbol);
    assertThat(Symbol.listed(symbol.code())).isEqualTo(symbol);
  }

  @Test
  void base_ofAPair_isTheCoin() {
    assertThat(Symbol.parse("BTC-USD").base()).isEqualTo("BTC");
    assertThat(Symbol.parse("BRK.B").base()).isEqualTo("BRK.B");
    assertThat(Symbol.parse("LTC.US").base()).isEqualTo("LTC");
    assertThat(Symbol.parse("^GSPC").base()).isEqualTo("^GSPC");
  }

  @Test
  void namesake_sharedCode_isTheOther() {
    Symbol coin = Symbol.parse("LTC");
    Symbol share = Symbol.parse("LTC.US");
    assertThat(coin.namesake()).isEqualTo(share);
    assertThat(share.namesake()).isEqualTo(coin);
    for (String alone : List.of("AAPL", "BRK.B", "FOO.X", "LTC-BTC", "^GSPC")) {
      assertThat(Symbol.parse(alone).namesake()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"AAPL", "BRK.B", "LTC", "NYSE:LTC", "FOO.X", "^GSPC"})
  void spellings_eachLongEnough_meansTheSymbol(String text) {
    Symbol symbol = Symbol.parse(text);
    for (String spelling : symbol.spellings()) {
      boolean bare = spelling.replace("$", "").equals(symbol.base());
      // FOOUSD is a share to whoever does not know the coin.
      if (!bare && !spelling.equals("FOOUSD")) {
        assertThat(Symbol.parse(spelling)).isEqualTo(symbol);
      }
    }
    assertThat(symbol.spellings()).contains(symbol.base()).doesNotHaveDuplicates();
  }
}
