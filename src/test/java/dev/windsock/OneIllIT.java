package dev.windsock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.Caller.Reply;
import dev.windsock.lab.Fault;
import dev.windsock.lab.Fault.Kind;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One provider takes all its time, and many wait for it: what the others answer waits for nothing
 * of that. Told by order, not by time: all the others' answers are there while not one call of the
 * ill one is over, which has half a minute for each. How fast, the proof of the same tells.
 */
class OneIllIT {
  private static final String ILL = "stocktwits";
  private static final List<String> HEALTHY =
      List.of("yahoo", "google_news", "hackernews", "tickertick");
  private static final List<String> SYMBOLS =
      List.of("TSLA", "AAPL", "MSFT", "NVDA", "AMZN", "META", "GOOGL", "NFLX");

  private static Stage stage;

  @BeforeAll
  static void open() throws Exception {
    stage = new Stage();
  }

  @AfterAll
  static void close() throws Exception {
    stage.close();
  }

  @AfterEach
  void cure() {
    stage.lab.clearFaults();
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"HANG", "DRIP"})
  void sentiment_oneProviderTakesForEver_keepsNobodyElseWaiting(Kind kind) throws Exception {
    Stage.Instance instance =
        stage.start("providers.stocktwits.deadline=30s", "providers.stocktwits.connections=4");
    stage.lab.fault(ILL, Fault.of(kind));
    Caller http = instance.http();
    List<Future<Reply>> ill = new ArrayList<>();
    for (String symbol : SYMBOLS) {
      ill.add(http.asking("/v1/sentiment/" + symbol + "?sources=" + ILL));
    }

    for (String symbol : SYMBOLS) {
      String uri = "/v1/sentiment/" + symbol + "?sources=" + String.join(",", HEALTHY);
      JsonObject answer = http.get(uri).json();
      assertThat(answer.getString("status")).as("%s", answer).isIn(Set.of("ok", "low_volume"));
    }

    assertThat(ill).as("half of them have a connection, half wait for one").hasSize(8);
    assertThat(ill).as("what the ill one was asked").noneMatch(Future::isComplete);
  }

  @Test
  void sentiment_whoWantsAll_getsTheOthersAndTheReasonAtItsDeadline() throws Exception {
    Stage.Instance instance = stage.start("providers.stocktwits.deadline=1s");
    stage.lab.fault(ILL, Fault.of(Kind.HANG));
    List<Future<Reply>> asked = new ArrayList<>();
    for (String symbol : SYMBOLS.subList(0, 4)) {
      asked.add(instance.http().asking("/v1/sentiment/" + symbol));
    }
    for (Future<Reply> each : asked) {
      JsonObject answer = Stage.await(each).json();
      assertThat(answer.getString("status")).as("%s", answer).isEqualTo("partial");
      assertThat(answer.getDouble("score")).isNotNull();
      assertThat(answer.getJsonArray("sources").encode())
          .contains("\"id\":\"stocktwits\",\"status\":\"timed_out\"");
    }
  }
}
