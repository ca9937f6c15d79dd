package dev.windsock.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.windsock.history.Board;
import dev.windsock.history.Past;
import dev.windsock.sentiment.Series;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** History, evidence, trending and the look-up of symbols, over HTTP. */
class HistoryIT {
  private Stage stage;
  private int hour;

  @BeforeEach
  void open() throws Exception {
    stage = new Stage().reading();
    hour = Series.hourOf(stage.clock.millis());
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  private void past(Series.Hour... hours) throws Exception {
    Series series = new Series(Map.of("tape", List.of(hours)));
    Stage.await(Past.write(stage.histories, "AAPL", series));
  }

  @Test
  void history_hoursAreKept_theSeriesShowsThemAndNullBetween() throws Exception {
    past(new Series.Hour(hour - 2, 7, 6, .5f, 0));
    Stage.Got got = stage.get("/v1/sentiment/aapl/history?window=24h&bucket=1h");
    assertThat(got.status()).isEqualTo(200);
    JsonArray points = got.json().getJsonArray("points");
    assertThat(points).hasSize(24);
    JsonObject said = points.getJsonObject(21);
    assertThat(said.getDouble("score")).isCloseTo(6 * .5 / 16, within(1e-9));
    assertThat(said.getInteger("mentions")).isEqualTo(7);
    assertThat(said.getJsonObject("sources").getJsonObject("tape").getDouble("score"))
        .isEqualTo(.5);
    assertThat(points.getJsonObject(20).getValue("score")).isNull();
    assertThat(points.getJsonObject(20).getInteger("mentions")).isZero();
  }

  @Test
  void history_asCsv_hasTheSameColumnsAlways() throws Exception {
    String csv = stage.get("/v1/sentiment/AAPL/history?bucket=24h&format=csv").body().toString();
    assertThat(csv).startsWith("at,score,ci95_low,ci95_high,mentions,n_eff\r\n");
    assertThat(csv.split("\r\n")).hasSize(8);
  }

  @Test
  void history_wrongWindowBucketOrSource_saysWhatIsAllowed() throws Exception {
    for (String query : List.of("window=2h", "bucket=5m", "sources=nobody", "colour=red")) {
      Stage.Got got = stage.get("/v1/sentiment/AAPL/history?" + query);
      assertThat(got.status()).isEqualTo(400);
      assertThat(got.headers().get("content-type")).isEqualTo("application/problem+json");
    }
    assertThat(stage.get("/v1/sentiment/AAPL/history?window=2h").body().toString())
        .contains("24h, 7d, 30d");
  }

  @Test
  void evidence_everythingAddsUpToTheScore() throws Exception {
    JsonObject evidence = stage.get("/v1/sentiment/AAPL/evidence?limit=2").json();
    JsonArray posts = evidence.getJsonArray("posts");
    assertThat(posts).hasSize(2);
    double sum =
        evidence.getDouble("prior_contribution") + evidence.getDouble("other_contribution");
    for (int i = 0; i < posts.size(); i++) {
      sum += posts.getJsonObject(i).getDouble("contribution");
      assertThat(posts.getJsonObject(i).fieldNames()).contains("id", "url", "terms");
      assertThat(posts.getJsonObject(i).fieldNames()).doesNotContain("text");
    }
    assertThat(sum).isCloseTo(evidence.getDouble("score"), within(1e-9));
  }

  @Test
  void trending_ranksAsAskedFor() throws Exception {
    long now = stage.clock.millis();
    Stage.await(Past.post(stage.histories, new Board.Row("AAPL", now, 3, 90, null, .1, null)));
    Stage.await(Past.post(stage.histories, new Board.Row("TSLA", now, 2, 40, 3.5, .2, -.3)));
    JsonArray rows = stage.get("/v1/trending").json().getJsonArray("symbols");
    assertThat(rows.getJsonObject(0).getString("symbol")).isEqualTo("AAPL");
    assertThat(rows).hasSize(2);
    rows = stage.get("/v1/trending?by=change&limit=5").json().getJsonArray("symbols");
    assertThat(rows).hasSize(1);
    assertThat(rows.getJsonObject(0).getDouble("change_24h")).isEqualTo(-.3);
    assertThat(stage.get("/v1/trending?by=colour").status()).isEqualTo(400);
  }

  @Test
  void symbols_prefixOfCodeOrName_isFound() throws Exception {
    JsonArray found = stage.get("/v1/symbols?q=appl").json().getJsonArray("symbols");
    assertThat(found.getJsonObject(0).getString("symbol")).isEqualTo("AAPL");
    assertThat(found.getJsonObject(0).getString("type")).isEqualTo("equity");
    assertThat(stage.get("/v1/symbols?q=%20").status()).isEqualTo(400);
    assertThat(stage.get("/v1/symbols").body().toString()).contains("?q=appl");
    assertThat(stage.get("/v1/symbols?q=btc&format=csv").body().toString())
        .startsWith("symbol,type,name\r\nBTC-USD,crypto,");
  }
}
