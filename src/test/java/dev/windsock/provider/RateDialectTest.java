package dev.windsock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What upstreams say of their quota and where they send us, and when to try again. */
class RateDialectTest {
  private static final long NOW = 1_795_435_200_000L;

  private static Reply reply(@Nullable String date, String name, String value) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add(name, value);
    if (date != null) {
      headers.add("Date", date);
    }
    return new Reply(429, headers, Buffer.buffer());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1795435260|60000",
        "1795435260000|60000",
        "60|60000",
        "59.5|59500",
        "2026-11-23T12:01:00.000000Z|60000",
        "Mon, 23 Nov 2026 12:01:00 GMT|60000",
        "1795435100|0"
      })
  void read_everyForm_isTheSameMoment(String value, long ahead) {
    RateDialect dialect = new RateDialect("x-left", "x-reset");
    assertThat(dialect.read(reply(null, "X-Reset", value), NOW).resetAtMillis())
        .isEqualTo(NOW + ahead);
    assertThat(RateDialect.retryAfter(reply(null, "Retry-After", value), NOW))
        .isEqualTo(NOW + ahead);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-5", "NaN", "1e9", "99999999999999999999", "9999999999"})
  void read_nonsense_isNothing(String value) {
    RateDialect dialect = new RateDialect("x-left", "x-reset");
    assertThat(dialect.read(reply(null, "x-reset", value), NOW).resetAtMillis()).isNull();
  }

  @Test
  void read_theirClockAhead_shiftsNothing() {
    Reply reply = reply("Mon, 23 Nov 2026 12:01:30 GMT", "x-reset", "1795435350");
    assertThat(new RateDialect("x-left", "x-reset").read(reply, NOW).resetAtMillis())
        .isEqualTo(NOW + 60_000);
  }

  @Test
  void read_remainingAsFraction_isFloored() {
    RateDialect dialect = new RateDialect("x-left", "x-reset");
    assertThat(dialect.read(reply(null, "x-left", "992.7"), NOW).remaining()).isEqualTo(992);
  }

  @ParameterizedTest
  @CsvSource({
    "/b,/b",
    "http://api.example.com/c?d=e,/c?d=e",
    "b,/b",
    "http://API.example.com:80/c,/c",
    "https://api.example.com/c,",
    "http://api.example.com:81/c,",
    "http://169.254.169.254/latest,",
    "//evil.example.com/c,",
    "http://u:p@api.example.com/c,",
    "http://[bad,"
  })
  void redirected_location_staysWithinTheHost(String location, @Nullable String target) {
    Endpoint endpoint = Endpoint.parse("http://api.example.com/");
    Call call = endpoint.redirected(Call.get("/a", "q", "x"), location);
    assertThat(call == null ? null : call.target()).isEqualTo(target);
  }

  @Test
  void redirected_basePath_isNotLeft() {
    Endpoint endpoint = Endpoint.parse("http://proxy.example.com/news");
    Call moved = endpoint.redirected(Call.get("/a"), "/news/b");
    assertThat(moved == null ? null : endpoint.target(moved)).isEqualTo("/news/b");
    assertThat(endpoint.redirected(Call.get("/a"), "/other")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://example.com", "example.com", "http://", "http://u:p@h", "http://h/?q=1"})
  void parse_badBaseUrl_isRefused(String url) {
    Assertions.assertThatThrownBy(() -> Endpoint.parse(url))
        .isInstanceOf(InvalidValueException.class);
  }

  @Test
  void retryAt_faultsInRow_doublesUpToTheMost() {
    RetryTime retryTime =
        new RetryTime(
            new NegativeTtls(
                Duration.ZERO,
                Duration.ofMinutes(10),
                Duration.ofSeconds(5),
                Duration.ofMinutes(1)));
    ProblemException fault = new ProblemException(Problem.UNAVAILABLE, "x");
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      waits.add((retryTime.retryAtMillis(fault, NOW) - NOW) / 1000);
    }
    assertThat(waits).containsExactly(5L, 10L, 20L, 40L, 60L, 60L);
    retryTime.succeeded();
    assertThat(retryTime.retryAtMillis(fault, NOW)).isEqualTo(NOW + 5_000);
    assertThat(retryTime.retryAtMillis(new ProblemException(Problem.NOT_FOUND, "x"), NOW))
        .isEqualTo(NOW + 600_000);
    assertThat(retryTime.retryAtMillis(new ProblemException(Problem.RATE_LIMITED, "x", 3L), NOW))
        .isEqualTo(3);
  }

  @Test
  void enter_fullGate_queuesInOrderThenRefuses() {
    Gate gate = new Gate(1, 1);
    List<String> order = new ArrayList<>();
    Promise<String> first = Promise.promise();
    gate.enter(first::future).onSuccess(order::add);
    Future<String> second = gate.enter(() -> Future.succeededFuture("second"));
    second.onSuccess(order::add);
    Future<String> third = gate.enter(() -> Future.succeededFuture("third"));

    assertThat(third.failed()).isTrue();
    first.complete("first");
    assertThat(order).containsExactlyInAnyOrder("first", "second");
    assertThat(gate.enter(() -> Future.succeededFuture("fourth")).succeeded()).isTrue();
  }
}
