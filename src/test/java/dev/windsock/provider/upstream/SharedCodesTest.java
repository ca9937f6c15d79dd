package dev.windsock.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.provider.Ask;
import dev.windsock.provider.Ask.Access;
import dev.windsock.provider.Call;
import dev.windsock.provider.Facts;
import dev.windsock.provider.Parsed.Page;
import dev.windsock.provider.Post;
import dev.windsock.provider.Reply;
import dev.windsock.provider.Upstream;
import dev.windsock.score.SymbolDirectory.Listing;
import dev.windsock.sentiment.Symbol;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How each source names the coin and the share that go by one bare code. */
class SharedCodesTest {
  private static final long NOW = 1_795_435_200_000L;
  private static final Symbol COIN = Symbol.parse("LTC-USD");
  private static final Symbol SHARE = Symbol.parse("LTC.US");

  private static Ask ask(Symbol symbol) {
    Facts facts = new Facts(Map.of("LTC", "0000887905"), Duration.ofHours(1));
    return new Ask(
        symbol, List.of(), null, null, NOW, new Access(Map.of(), Samples.SETTINGS, facts));
  }

  private static Reply reply(String body) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Content-Type", "application/json");
    return new Reply(200, headers, Buffer.buffer(body));
  }

  private static List<List<String>> tied(Upstream upstream, String body, Symbol symbol) {
    Page page = (Page) upstream.parse(reply(body), ask(symbol));
    return page.posts().stream().map(Post::symbols).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "stocktwits,/symbol/LTC.json,/symbol/LTC.X.json",
    "yahoo,s=LTC&,s=LTC-USD&",
    "finnhub,symbol=LTC&,",
    "tickertick,q=tt%3Altc&,",
    "massive,ticker=LTC&,",
    "alpha_vantage,tickers=LTC&,tickers=CRYPTO%3ALTC&",
    "marketaux,symbols=LTC&,symbols=LTCUSD&",
    "sec,/submissions/CIK0000887905.json,"
  })
  void call_shareAndCoin_areSpeltTheSourcesWay(String id, String share, String coin) {
    Upstream upstream =
        Upstreams.all().stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
    assertThat(Objects.requireNonNull(upstream.call(ask(SHARE))).target()).contains(share);
    Call call = upstream.call(ask(COIN));
    if (coin == null) {
      assertThat(call).isNull();
    } else {
      assertThat(Objects.requireNonNull(call).target()).contains(coin);
    }
  }

  @Test
  void parse_stockTwitsBareCode_isTheShares() {
    String body = Samples.STOCKTWITS.page();
    assertThat(tied(new StockTwits(), body.replace("\"ACME\"", "\"LTC\""), SHARE))
        .allSatisfy(codes -> assertThat(codes).contains("LTC.US"));
    assertThat(tied(new StockTwits(), body.replace("\"ACME\"", "\"LTC.X\""), COIN))
        .allSatisfy(codes -> assertThat(codes).contains("LTC-USD"));
  }

  @Test
  void parse_xCashtagOfBoth_tiesAPostToNeither() {
    String body =
        "{\"data\":[{\"id\":\"1\",\"text\":\"$LTC up\",\"created_at\":\"2026-11-23T11:58:00Z\"}],"
            + "\"meta\":{\"result_count\":1}}";
    assertThat(tied(new X(), body, COIN)).containsExactly(List.of());
    assertThat(tied(new X(), body, SHARE)).containsExactly(List.of());
  }

  @Test
  void parse_mastodonTagOfACoin_tiesAPostToNothing() {
    assertThat(tied(new Mastodon(), Samples.MASTODON.page(), Symbol.parse("LINK")))
        .isNotEmpty()
        .containsOnly(List.of());
  }

  @Test
  void prepare_secTickerOfACoin_isTheShares() {
    String body =
        "{\"0\":{\"cik_str\":887905,\"ticker\":\"LTC\",\"title\":\"LTC PROPERTIES INC\"}}";
    Facts facts = new Sec().preparation().parse(reply(body), ask(SHARE));
    assertThat(facts.listings()).containsExactly(new Listing(SHARE, "LTC Properties"));
  }
}
