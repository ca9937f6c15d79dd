package dev.windsock.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.sentiment.Symbol;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SymbolsTest {
  private static final CommonSymbols SYMBOLS = CommonSymbols.load();

  private static List<String> found(String text) {
    return SYMBOLS.resolve(text).stream().map(mention -> mention.symbol().code()).toList();
  }

  private static double relevance(String text, String code) {
    return SYMBOLS.resolve(text).stream()
        .filter(mention -> mention.symbol().code().equals(code))
        .mapToDouble(SymbolResolver.Mention::relevance)
        .findFirst()
        .orElse(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$AAPL to the moon | AAPL | 1",
        "$aapl is up | AAPL | 1",
        "$BRK.B holders | BRK.B | 1",
        "$F and more | F | 1",
        "$BTC.X rips | BTC-USD | 1",
        "$BTC rips | BTC-USD | 1",
        "Ford (NYSE:F) cuts costs | F | 1",
        "Apple (NASDAQ: AAPL) reports | AAPL | 1",
        "Berkshire (NYSE:BRK.B) buys | BRK.B | 1",
        "Apple beats estimates | AAPL | .9",
        "Tesla's deliveries rise | TSLA | .9",
        "JPMorgan downgraded | JPM | .9",
        "AT&T sinks after downgrade | T | .9",
        "Home Depot sales miss | HD | .9",
        "bitcoin slides below 20k | BTC-USD | .9",
        "S&P 500 closes higher | ^GSPC | .9",
        "watch NVDA, price target raised | NVDA | .5",
        "MSFT earnings beat | MSFT | .5",
        "#Tesla rallies | TSLA | .9",
        "$NASDAQ:AAPL rips | AAPL | 1",
        "$NYSE:BRK.B holds | BRK.B | 1",
        "Agilent (NYSE: A) beats | A | 1",
        "$A beats | A | 1",
        "Gartner (NYSE: IT) upgraded | IT | 1",
        "$IT upgraded | IT | 1",
        "$ALL raises premiums | ALL | 1",
        "Allstate (NYSE:ALL) rises | ALL | 1",
        "$SPY calls | SPY | 1",
        "NYSEARCA:SPY dips | SPY | 1",
        "$SO pays its dividend | SO | 1",
        "$ON and $NOW rally | ON | 1",
        "$ON and $NOW rally | NOW | 1",
        "$BRK.A is dear | BRK.A | 1",
        "$ETH.X falls | ETH-USD | 1",
        "$SOL dips | SOL-USD | 1",
        "BTC-USD breaks out | BTC-USD | 1",
        "ethereum rallies | ETH-USD | .9",
        "BRK.B stock soars | BRK.B | .5",
        "BRK-B stock soars | BRK.B | .5",
        "BRK/B stock soars. | BRK.B | .5",
        "$BRK/B holders | BRK.B | 1",
        "NYSE: BRK/B rises | BRK.B | 1",
        "CRYPTO:BTC holds | BTC-USD | 1",
        "BTCUSD at support | BTC-USD | 1",
        "BTC/USD at support | BTC-USD | 1",
        "DOT.X at support | DOT-USD | 1",
        "$LTC-USD at support | LTC-USD | 1",
        "Ford Motor (F.US) | F | .9",
        "LTC Properties (NYSE: LTC) | LTC.US | 1",
        "LTC shares up | LTC-USD | 0",
        "#NVDA shares up | NVDA | .5",
        "#nvda shares up | NVDA | .5",
        "#apple shares up | AAPL | .9",
        "#amazon stock falls | AMZN | .9",
        "#netflix is down again | NFLX | .9",
        "#bitcoin | BTC-USD | .9",
        "BP shares fall | BP | .9",
        "GM stock rises | GM | .9",
        "Best Buy warns | BBY | .9"
      })
  void resolve_meantSymbol_isFound(String text, String code, double relevance) {
    assertThat(relevance(text, code)).isEqualTo(relevance);
  }

  @Test
  void resolve_aliasInBody_countsLessThanInTitle() {
    String body = "Stocks rally\nAfter a slow start of the day, Tesla rose with the others.";
    assertThat(relevance(body, "TSLA")).isEqualTo(.6);
    assertThat(relevance("Tesla rallies\nMore to come.", "TSLA")).isEqualTo(.9);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A great day for stocks",
        "F this market, shares down",
        "IT stocks rally",
        "ALL shares rise",
        "I SPY with my little eye a rising market",
        "It is ON: shares up",
        "Are you buying NOW? stocks are cheap",
        "The CEO said revenue rose",
        "EPS up, GDP down, CPI higher",
        "LOW prices, HIGH profit",
        "shares of an APP maker rise",
        "He SEE profit",
        "OPEN to buy the stock",
        "REAL profit, FAST growth",
        "DD on this stock is good",
        "YOLO calls, WSB says buy",
        "US shares rise, UK shares fall",
        "apple pie sale profit",
        "I ate an apple while stocks fell",
        "the amazon river level drops",
        "price target raised",
        "Price Target Raised To $50",
        "BUY THE DIP AAPL TSLA NVDA NOW GO UP UP",
        "the visa process costs rose",
        "a gap in earnings",
        "KEY levels for the index",
        "BIG gains for the market",
        "TEAM profit",
        "CAT videos and DOG stocks",
        "PLAY the market for gains",
        "RUN on the bank, deposits fall",
        "SAVE money, profit",
        "LSE:MSFT profit",
        "COVID-19 hits profit",
        "US$ rises, $USD gains",
        "profit up $500 today",
        "MSFT is a word without context",
        "non-AMD shares rise",
        "visit ibm.com for profit",
        "@AMD nice profit",
        "https://example.com/AAPL profit",
        "EV sales rise, AI profit up",
        "VERY GOOD profit",
        "WELL, profit rose",
        "ANY profit is good",
        "ARE profits up",
        "CAN profits rise",
        "HAS revenue grown",
        "HE sold shares",
        "ONE share rose",
        "OUT of the market at a profit",
        "SO profit rose",
        "BE long the market",
        "GO long stocks",
        "TWO stocks to buy",
        "TRUE value stocks rise",
        "A stock to watch",
        "EUR-USD rises, stocks fall",
        "F in the chat for the shares",
        "ALL eyes on earnings",
        "IT spending cut, profit falls",
        "IT and ALL the rest: stocks up",
        "SO many shares sold",
        "ON sale: stocks",
        "NOW is the time to buy stocks",
        "FOR sale: stocks",
        "MA crossover, stocks up",
        "DIS is slang, stocks up",
        "NICE profit",
        "FREE shares",
        "LOVE this stock",
        "CASH is king, stocks fall",
        "LIFE insurers' shares fall",
        "V shaped recovery in stocks",
        "T minus one day until earnings",
        "C suite buys shares",
        "X marks the bottom for stocks",
        "K shaped recovery of earnings",
        "EAT or be eaten: shares fall",
        "HOPE is no plan for stocks",
        "FUN stocks rise",
        "CAR sales rise",
        "LAW firms' profit up",
        "GOLD prices up",
        "SUN and wind stocks rise",
        "POST earnings drift in stocks",
        "NET profit up",
        "NEXT earnings in May",
        "BILL passes, stocks up",
        "SAFE stocks to buy",
        "OLD economy stocks rise",
        "MIND the gap in earnings",
        "KIDS clothing sales up",
        "WORK from home stocks fall",
        "FIVE stocks to buy",
        "GROW your profit",
        "TECH stocks slide",
        "TOP gainers among stocks",
        "SKY high valuations of stocks",
        "ROCK bottom prices of stocks",
        "Baked an #apple pie",
        "#amazon rainforest in danger",
        "#intel from the front line",
        "#snap judgement on stocks",
        "#link in bio for stocks",
        "#NVDA",
        "a ripple effect on stocks",
        "my shiba inu ate my stock certificates",
        "Best buy of the week among stocks",
        "First solar eclipse lifts hotel prices",
        "GM everyone",
        "BRK.B is a code without context",
        "U.S. stocks rise, A.I. too",
        "EUR/USD rises, stocks fall",
        "LSE:BRK.B stock",
        "ADA lawsuits hit profit",
        "LTC insurers' profit falls"
      })
  void resolve_wordLikeTickers_areNotFound(String text) {
    assertThat(found(text)).isEmpty();
  }

  @Test
  void resolve_sharedName_findsAllThatShareIt() {
    assertThat(found("Alphabet rises")).containsExactlyInAnyOrder("GOOGL", "GOOG");
    assertThat(SYMBOLS.resolve("Alphabet rises")).allMatch(SymbolResolver.Mention::ambiguous);
    assertThat(SYMBOLS.resolve("Alphabet rises, $GOOGL"))
        .anyMatch(m -> m.symbol().code().equals("GOOGL") && !m.ambiguous());
    assertThat(SYMBOLS.resolve("Tesla rises")).noneMatch(SymbolResolver.Mention::ambiguous);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$LTC breaks out | LTC-USD | true",
        "$LTC.X breaks out | LTC-USD | false",
        "litecoin breaks out, $LTC | LTC-USD | false",
        "LTC Properties raises its dividend, $LTC | LTC.US | false",
        "$LTC (NYSE:LTC) raises its dividend | LTC.US | false",
        "$BTC breaks out | BTC-USD | false"
      })
  void resolve_codeOfACoinAndAShare_isTheCoinUnlessTheShareIsNamed(
      String text, String code, boolean ambiguous) {
    assertThat(SYMBOLS.resolve(text))
        .containsExactly(new SymbolResolver.Mention(Symbol.parse(code), 1, ambiguous));
  }

  @Test
  void resolve_coinAndShareOfOneCodeBothNamed_findsBoth() {
    assertThat(found("litecoin $LTC and LTC Properties rise")).containsOnly("LTC-USD", "LTC.US");
  }

  @Test
  void resolve_manyMentions_areEachOnceStrongestFirst() {
    List<SymbolResolver.Mention> mentions =
        SYMBOLS.resolve("Tesla and $TSLA and MSFT stock, Apple, $AAPL $TSLA");
    assertThat(mentions).extracting(m -> m.symbol().code()).doesNotHaveDuplicates();
    assertThat(mentions).extracting(m -> m.symbol().code()).contains("TSLA", "AAPL", "MSFT");
    assertThat(mentions)
        .extracting(SymbolResolver.Mention::relevance)
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
  }

  @Test
  void resolve_hostileText_isBounded() {
    for (String unit :
        new String[] {"$A ", "Bank of ", "NASDAQ:", "\ud83d", "AAPL stock ", "S&P "}) {
      assertThat(SYMBOLS.resolve(unit.repeat(100_000 / unit.length()))).hasSizeLessThan(5);
    }
  }

  @Test
  void names_knownSymbols_areGiven() {
    assertThat(SYMBOLS.names(Symbol.parse("AAPL"))).contains("Apple");
    assertThat(SYMBOLS.names(Symbol.parse("BTC-USD"))).contains("bitcoin");
    assertThat(SYMBOLS.names(Symbol.parse("F"))).contains("Ford Motor");
    assertThat(SYMBOLS.names(Symbol.parse("QQQQQ"))).isEmpty();
  }

  private static List<Symbol> all() {
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        .chars()
        .mapToObj(c -> SYMBOLS.search(String.valueOf((char) c), 10_000))
        .flatMap(List::stream)
        .map(SymbolDirectory.Listing::symbol)
        .distinct()
        .toList();
  }

  @Test
  void names_everyCodeOfTheDirectory_isCanonical() {
    assertThat(all()).hasSizeGreaterThan(540);
    assertThat(all()).allSatisfy(s -> assertThat(Symbol.parse(s.code())).isEqualTo(s));
  }

  @Test
  void names_everyCoinOfTheDirectory_isMeantByItsBareCode() {
    List<Symbol> coins = all().stream().filter(s -> s.kind() == Symbol.Kind.CRYPTO).toList();
    assertThat(coins).hasSizeGreaterThan(30);
    assertThat(coins).allSatisfy(s -> assertThat(Symbol.parse(s.base())).isEqualTo(s));
  }

  @Test
  void target_tickerOrName_goesByAllItsNames() {
    Target apple = SYMBOLS.target("aapl", List.of("$TSLA", "Globex Motors"));
    assertThat(apple.names()).contains("aapl", "AAPL", "Apple");
    assertThat(apple.others()).contains("TSLA", "Tesla", "Globex Motors");
    assertThat(SYMBOLS.target("Acme", List.of()).names()).contains("Acme");
  }

  @ParameterizedTest
  @CsvSource({
    "BRK-B,BRK.B",
    "brk/b,BRK.B",
    "btc.x,BTC-USD",
    "BTCUSD,BTC-USD",
    "$link,LINK-USD",
    "crypto:ltc,LTC-USD",
    "LTC,LTC-USD",
    "nyse:ltc,LTC.US",
    "ltc.us,LTC.US",
    "AAPL.US,AAPL",
    "nasdaq:aapl,AAPL"
  })
  void search_anySpelling_findsTheSymbolMeant(String text, String code) {
    assertThat(SYMBOLS.search(text, 5).get(0).symbol().code()).isEqualTo(code);
  }

  @Test
  void search_codeOfACoinAndAShare_findsBoth() {
    assertThat(SYMBOLS.search("ltc", 5))
        .extracting(l -> l.symbol().code())
        .containsExactly("LTC-USD", "LTC.US");
  }

  @Test
  void search_prefix_putsTheExactCodeFirst() {
    assertThat(SYMBOLS.search("f", 5).get(0).symbol().code()).isEqualTo("F");
    assertThat(SYMBOLS.search("btc", 5).get(0).symbol().code()).isEqualTo("BTC-USD");
    assertThat(SYMBOLS.search("appl", 5)).extracting(l -> l.symbol().code()).contains("AAPL");
    assertThat(SYMBOLS.search("motor", 50)).extracting(l -> l.symbol().code()).contains("F");
    assertThat(SYMBOLS.search("", 5)).isEmpty();
    assertThat(SYMBOLS.search("a", 3)).hasSize(3);
    assertThat(SYMBOLS.search("x".repeat(1000), 3)).isEmpty();
  }
}
