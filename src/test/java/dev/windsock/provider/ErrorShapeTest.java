package dev.windsock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.provider.Ask.Access;
import dev.windsock.provider.Parsed.Refusal;
import dev.windsock.provider.upstream.Streams;
import dev.windsock.provider.upstream.Upstreams;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.sentiment.Symbol;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way of refusing that a source is known to have, and what it means. */
class ErrorShapeTest {
  private static final long NOON = 1_795_435_200_000L;

  private static Upstream upstream(String id) {
    return Stream.concat(
            Upstreams.all().stream(),
            Streams.all().stream().map(StreamSource::history).flatMap(Stream::ofNullable))
        .filter(upstream -> upstream.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest(name = "{0} {1} {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "alpaca|403|application/json|{\"message\":\"forbidden.\"}|DISABLED",
        "alpaca|429|application/json|{\"message\":\"too many requests.\"}|RATE_LIMITED",
        "alpha_vantage|200|application/json|{\"Note\":\"5 calls per minute\"}|RATE_LIMITED",
        "alpha_vantage|200|application/json|{\"Information\":\"25 requests per day\"}|RATE_LIMITED",
        "alpha_vantage|200|application/json|{\"Information\":\"(1 request per second)\"}|RATE_LIMITED",
        "alpha_vantage|200|application/json|{\"Error Message\":\"Invalid API call.\"}|NOT_FOUND",
        "finnhub|429|application/json|{\"error\":\"API limit reached. Remaining Limit: 0\"}|RATE_LIMITED",
        "finnhub|429|application/json|{\"error\":\"Please sign up for a free account\"}|UNAUTHORIZED",
        "finnhub|401|application/json|{\"error\":\"Invalid API key\"}|UNAUTHORIZED",
        "finnhub|403|application/json|{\"error\":\"You don't have access to this resource.\"}|DISABLED",
        "fourchan|503|text/html|<html>busy</html>|RATE_LIMITED",
        "gdelt|429|text/plain|Please limit requests to one every 5 seconds|RATE_LIMITED",
        "gdelt|200|text/html|Your query was too short or too long.|MALFORMED",
        "google_news|429|text/html|<html>Sorry...</html>|RATE_LIMITED",
        "google_news|503|text/html|<html>Sorry...</html>|RATE_LIMITED",
        "hackernews|400|application/json|{\"message\":\"bad filter\",\"status\":400}|NOT_FOUND",
        "hackernews|429|application/json|{\"message\":\"Too Many Requests\",\"status\":429}|RATE_LIMITED",
        "marketaux|400|application/json|{\"error\":{\"code\":\"malformed_parameters\"}}|NOT_FOUND",
        "marketaux|401|application/json|{\"error\":{\"code\":\"invalid_api_token\"}}|UNAUTHORIZED",
        "marketaux|402|application/json|{\"error\":{\"code\":\"usage_limit_reached\"}}|RATE_LIMITED",
        "marketaux|403|application/json|{\"error\":{\"code\":\"endpoint_access_restricted\"}}|DISABLED",
        "marketaux|429|application/json|{\"error\":{\"code\":\"rate_limit_reached\"}}|RATE_LIMITED",
        "marketaux|503|application/json|{\"error\":{\"code\":\"maintenance_mode\"}}|UNAVAILABLE",
        "massive|401|application/json|{\"status\":\"ERROR\",\"error\":\"Unknown API Key\"}|UNAUTHORIZED",
        "massive|403|application/json|{\"status\":\"NOT_AUTHORIZED\",\"message\":\"m\"}|DISABLED",
        "massive|429|application/json|{\"status\":\"ERROR\",\"error\":\"You've exceeded\"}|RATE_LIMITED",
        "massive|429|application/json|``|RATE_LIMITED",
        "mastodon|401|application/json|{\"error\":\"The access token is invalid\"}|UNAUTHORIZED",
        "mastodon|404|application/json|{\"error\":\"Record not found\"}|NOT_FOUND",
        "reddit|403|application/json|{\"error\":403}|DISABLED",
        "reddit|403|text/html|<html>blocked</html>|DISABLED",
        "reddit|429|application/json|{\"message\":\"Too Many Requests\",\"error\":429}|RATE_LIMITED",
        "reddit|500|application/json|{\"message\":\"Internal Server Error\",\"error\":500}|UNAVAILABLE",
        "reddit_atom|403|text/html|<html>blocked</html>|DISABLED",
        "reddit_atom|429|text/html|<html>Too Many Requests</html>|RATE_LIMITED",
        "sec|403|text/html|<h1>Request Rate Threshold Exceeded</h1>|RATE_LIMITED",
        "sec|403|text/html|<h1>Undeclared Automated Tool</h1>|DISABLED",
        "sec|429|text/html|<h1>Too Many</h1>|RATE_LIMITED",
        "stocktwits|401|application/json|{\"response\":{\"status\":401},\"errors\":[]}|UNAUTHORIZED",
        "stocktwits|403|text/html|<html>Attention Required!</html>|DISABLED",
        "stocktwits|404|application/json|{\"response\":{\"status\":404},\"errors\":[]}|NOT_FOUND",
        "stocktwits|422|application/json|{\"response\":{\"status\":422},\"errors\":[]}|NOT_FOUND",
        "stocktwits|429|application/json|{\"response\":{\"status\":429},\"errors\":[]}|RATE_LIMITED",
        "stocktwits|200|application/json|{\"response\":{\"status\":429},\"errors\":[]}|RATE_LIMITED",
        "tickertick|429|text/plain|Too many requests|RATE_LIMITED",
        "wikipedia|404|application/problem+json|{\"type\":\"about:blank\",\"title\":\"Not found.\"}|NOT_FOUND",
        "wikipedia|429|text/html|<html>too many</html>|RATE_LIMITED",
        "x|400|application/json|{\"type\":\"https://api.x.com/2/problems/invalid-request\"}|NOT_FOUND",
        "x|401|application/json|{\"title\":\"Unauthorized\",\"type\":\"about:blank\",\"status\":401}|UNAUTHORIZED",
        "x|403|application/json|{\"type\":\"https://api.x.com/2/problems/client-forbidden\"}|DISABLED",
        "x|429|application/json|{\"type\":\"https://api.x.com/2/problems/usage-capped\"}|DISABLED",
        "x|429|application/json|{\"type\":\"https://api.x.com/2/problems/rate-limit-exceeded\"}|RATE_LIMITED",
        "x|429|application/json|{\"errors\":[{\"code\":88,\"message\":\"Rate limit exceeded\"}]}|RATE_LIMITED",
        "yahoo|429|text/html|<html>Too Many Requests</html>|RATE_LIMITED"
      })
  void answer_refusal_isItsProblem(
      String id, int status, String type, String body, Problem problem) {
    Upstream upstream = upstream(id);
    Reply reply =
        new Reply(
            status,
            MultiMap.caseInsensitiveMultiMap().add("Content-Type", type),
            Buffer.buffer(body));

    assertThat(problem(upstream, reply)).isEqualTo(problem);
  }

  private static @Nullable Problem problem(Upstream upstream, Reply reply) {
    ProblemException failure = Failures.ofReply(upstream, reply, NOON);
    if (failure != null) {
      return failure.problem();
    }
    Ask ask = new Ask(Symbol.parse("ACME"), List.of("Acme"), null, null, NOON, Access.NONE);
    Parsed parsed = upstream.parse(reply, ask);
    return parsed instanceof Refusal refusal ? refusal.problem() : null;
  }
}
