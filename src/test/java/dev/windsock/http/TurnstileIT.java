package dev.windsock.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.option.Secret;
import dev.windsock.time.Waiting;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The service's own limit toward its clients, at the door. */
class TurnstileIT {
  private static final String KEY = "0123456789abcdef";

  private final Stage stage = new Stage(options());

  TurnstileIT() throws Exception {}

  private static HttpOptions options() {
    return new HttpOptions(
        "127.0.0.1",
        0,
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        64,
        65_536,
        1 << 20,
        Secret.of(""),
        Duration.ofMillis(200),
        new ClientOptions(
            3, Duration.ofHours(1), 100, true, Map.of("ana", Secret.of(KEY)), List.of()));
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  private record Got(int status, HttpClientResponse head, String body) {}

  private Got get(String path, String... headers) throws Exception {
    return Stage.await(Waiting.onLoop(stage.vertx, () -> asking(path, headers)));
  }

  private Future<Got> asking(String path, String... headers) {
    return stage
        .client
        .request(HttpMethod.GET, stage.port, "127.0.0.1", path)
        .compose(
            request -> {
              for (int i = 0; i < headers.length; i += 2) {
                request.putHeader(headers[i], headers[i + 1]);
              }
              return request.send();
            })
        .compose(
            head ->
                head.body().map(body -> new Got(head.statusCode(), head, body.toString("UTF-8"))));
  }

  @Test
  void get_overTheLimit_is429WithTheDraftsHeaders() throws Exception {
    Got first = get("/v1/sentiment/AAPL");
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.head().getHeader("RateLimit-Policy")).isEqualTo("\"default\";q=3;w=3600");
    assertThat(first.head().getHeader("RateLimit")).isEqualTo("\"default\";r=2;t=1200");
    assertThat(get("/v1/sentiment/AAPL").status()).as("at hand, and counted").isEqualTo(200);
    assertThat(get("/nowhere").status()).isEqualTo(404);

    Got refused = get("/v1/sentiment/AAPL", "X-Forwarded-For", "198.51.100.1");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.head().getHeader("Content-Type")).isEqualTo("application/problem+json");
    assertThat(refused.head().getHeader("RateLimit")).startsWith("\"default\";r=0;t=");
    assertThat(Integer.parseInt(refused.head().getHeader("Retry-After"))).isBetween(1_100, 1_200);
    JsonObject problem = new JsonObject(refused.body());
    assertThat(problem.getString("code")).isEqualTo("rate_limited");
    assertThat(problem.getString("request_id")).isNotBlank();

    assertThat(get("/v1/sentiment/AAPL", "X-Api-Key", KEY).status()).isEqualTo(200);
    for (String path : List.of("/livez", "/readyz", "/metrics")) {
      Got probe = get(path);
      assertThat(probe.status()).as(path).isEqualTo(200);
      assertThat(probe.head().getHeader("RateLimit")).as(path).isNull();
    }
  }
}
