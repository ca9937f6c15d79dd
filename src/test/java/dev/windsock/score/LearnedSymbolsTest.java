package dev.windsock.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.score.SymbolDirectory.Listing;
import dev.windsock.sentiment.Symbol;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LearnedSymbolsTest {
  private final LearnedSymbols symbols = new LearnedSymbols(CommonSymbols.load());

  private static Listing listing(String code, String name) {
    return new Listing(Symbol.parse(code), name);
  }

  private List<String> codes(String text, int limit) {
    return symbols.search(text, limit).stream().map(one -> one.symbol().code()).toList();
  }

  @Test
  void names_learned_areThoseOfTheNewestList() {
    Symbol globex = Symbol.parse("GBXQ");
    assertThat(symbols.names(globex)).isEmpty();
    symbols.learn(List.of(listing("GBXQ", "Globex"), listing("GBXQ", "Globex again")));
    assertThat(symbols.names(globex)).containsExactly("Globex");
    symbols.learn(List.of(listing("INIQ", "Initech")));
    assertThat(symbols.names(globex)).isEmpty();
  }

  @Test
  void names_knownFromTheStart_stay() {
    List<String> before = symbols.names(Symbol.parse("AAPL"));
    symbols.learn(List.of(listing("AAPL", "Something else")));
    assertThat(symbols.names(Symbol.parse("AAPL"))).isEqualTo(before).isNotEmpty();
    assertThat(symbols.search("something else", 5)).isEmpty();
  }

  @Test
  void search_exactCodeFirst_thenWhatIsKnownThenTheRest() {
    List<String> before = codes("AAP", 10);
    assertThat(before).contains("AAPL");
    symbols.learn(
        List.of(listing("AAPQZ", "Aapqz"), listing("AAP", "Aap"), listing("ZZQ", "The Aap")));
    List<String> after = codes("aap", 10);
    assertThat(after).startsWith("AAP").containsAll(before).endsWith("AAPQZ", "ZZQ");
    assertThat(codes("aap", 1)).containsExactly("AAP");
    assertThat(codes("$aap", 0)).isEmpty();
    assertThat(codes(" ", 10)).isEmpty();
  }

  private List<String> found(String text) {
    return symbols.resolve(text).stream().map(mention -> mention.symbol().code()).toList();
  }

  @Test
  void resolve_learned_isFoundByNameAndTickerUntilItIsForgotten() {
    assertThat(found("Summit Therapeutics shares soar")).isEmpty();
    symbols.learn(List.of(listing("SMMT", "Summit Therapeutics")));
    assertThat(found("Summit Therapeutics shares soar")).containsExactly("SMMT");
    assertThat(found("SMMT soars after strong trial results")).containsExactly("SMMT");
    assertThat(found("SMMT is a word without context")).isEmpty();
    assertThat(found("a summit on therapeutics, shares soar")).isEmpty();
    assertThat(found("Tesla rises")).containsExactly("TSLA");
    symbols.learn(List.of(listing("INIQ", "Initech")));
    assertThat(found("Summit Therapeutics shares soar")).isEmpty();
  }

  @Test
  void resolve_nameOfWhatWasKnown_isStillItsAlone() {
    symbols.learn(List.of(listing("JPM-PC", "JPMorgan Chase"), listing("BTC.US", "Bitcoin Trust")));
    assertThat(found("JPMorgan Chase profit falls")).containsExactly("JPM");
    assertThat(symbols.resolve("$BTC rips")).allMatch(SymbolResolver.Mention::ambiguous);
    assertThat(found("$BTC rips")).containsExactly("BTC-USD");
    assertThat(symbols.resolve("$BTC.X rips")).noneMatch(SymbolResolver.Mention::ambiguous);
  }

  @Test
  void resolve_singleWord_needsTalkOfStocksAndNoOtherMeaning() {
    symbols.learn(
        List.of(listing("GRND", "Grindr"), listing("CTLP", "Cantaloupe"), listing("DOV", "Dover")));
    assertThat(found("Grindr shares slide")).containsExactly("GRND");
    assertThat(found("Grindr is fun")).isEmpty();
    assertThat(found("Cantaloupe prices rise")).isEmpty();
    assertThat(found("Dover ferry prices rise")).isEmpty();
  }

  @Test
  void search_anySpelling_findsTheSymbolMeant() {
    symbols.learn(
        List.of(listing("MOG-A", "Moog"), listing("ARB.US", "Arbco"), listing("AR", "A")));
    assertThat(codes("mog/a", 5)).containsExactly("MOG.A");
    assertThat(codes("NYSE:ARB", 5)).containsExactly("ARB.US");
    assertThat(codes("arb", 5)).startsWith("ARB-USD").contains("ARB.US");
  }

  @Test
  void learn_endlessList_isBounded() {
    List<Listing> many = new ArrayList<>();
    for (int i = 0; i <= LearnedSymbols.MAX; i++) {
      many.add(new Listing(new Symbol("Q" + i, Symbol.Kind.EQUITY), "Name"));
    }
    symbols.learn(many);
    assertThat(symbols.names(many.get(LearnedSymbols.MAX - 1).symbol())).isNotEmpty();
    assertThat(symbols.names(many.get(LearnedSymbols.MAX).symbol())).isEmpty();
  }
}
