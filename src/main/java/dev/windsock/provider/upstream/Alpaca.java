package dev.windsock.provider.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windsock.bus.Json;
import dev.windsock.option.Secret;
import dev.windsock.provider.Call;
import dev.windsock.provider.Engagement;
import dev.windsock.provider.Post;
import dev.windsock.provider.StreamEvent;
import dev.windsock.provider.StreamSource;
import dev.windsock.provider.Upstream;
import dev.windsock.sentiment.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Alpaca's news (Benzinga) by WebSocket, {@code /v1beta1/news}: arrays of messages told apart by
 * {@code T}. A connection is greeted, authenticates with the credentials {@code keyId} and {@code
 * secretKey}, and subscribes to everything. An account may have one connection at a time (406 for a
 * second one). The stream cannot go back: what was missed is asked for by {@link AlpacaNews}.
 */
final class Alpaca implements StreamSource {
  @Override
  public String id() {
    return "alpaca";
  }

  @Override
  public List<String> requires() {
    return List.of("credentials.keyId", "credentials.secretKey");
  }

  @Override
  public Call connect(long fromMicros) {
    return Call.get("/v1beta1/news");
  }

  @Override
  public Duration reach() {
    return Duration.ofDays(7);
  }

  @Override
  public boolean exclusive() {
    return true;
  }

  @Override
  public boolean greets() {
    return true;
  }

  @Override
  public Upstream history() {
    return new AlpacaNews();
  }

  @Override
  public Step greet(String message, Map<String, Secret> credentials) {
    for (JsonNode one : JsonBody.list(message)) {
      String type = String.valueOf(JsonBody.text(one, "T"));
      switch (type) {
        case "error" -> {
          StreamEvent.Ended refusal = refusal(one);
          return new Step.Refused(refusal.problem(), refusal.why());
        }
        case "subscription" -> {
          return new Step.Ready();
        }
        case "success" -> {
          return "authenticated".equals(JsonBody.text(one, "msg"))
              ? new Step.Say("{\"action\":\"subscribe\",\"news\":[\"*\"]}")
              : authenticate(credentials);
        }
        default -> {
          // Nothing that matters yet.
        }
      }
    }
    return new Step.Wait();
  }

  private static Step authenticate(Map<String, Secret> credentials) {
    Secret key = credentials.get("keyId");
    Secret secret = credentials.get("secretKey");
    if (key == null || secret == null || key.isEmpty() || secret.isEmpty()) {
      return new Step.Refused(
          Problem.UNAUTHORIZED, "the credentials keyId and secretKey are not configured");
    }
    return new Step.Say(
        Json.write(Map.of("action", "auth", "key", key.reveal(), "secret", secret.reveal()))
            .toString());
  }

  @Override
  public List<StreamEvent> parse(String message) {
    List<StreamEvent> events = new ArrayList<>();
    for (JsonNode one : JsonBody.list(message)) {
      String type = String.valueOf(JsonBody.text(one, "T"));
      if (type.equals("error")) {
        events.add(refusal(one));
      } else if (type.equals("n")) {
        Post post = post(one);
        if (post == null) {
          throw JsonBody.malformed("an article without id, headline or date");
        }
        String updated = JsonBody.text(one, "updated_at");
        Long at = JsonBody.isoMillis(updated);
        events.add(
            new StreamEvent.Posted(
                1_000 * (at == null ? post.publishedAtMillis() : at),
                String.valueOf(updated),
                post));
      }
    }
    return events;
  }

  private static StreamEvent.Ended refusal(JsonNode error) {
    Long code = JsonBody.number(error, "code");
    int number = code == null ? 0 : (int) Math.max(0, Math.min(999, code));
    return switch (number) {
      case 401, 402 -> new StreamEvent.Ended(Problem.UNAUTHORIZED, "not authenticated");
      case 404 -> new StreamEvent.Ended(Problem.TIMED_OUT, "authenticated too late");
      case 405, 409, 410 -> new StreamEvent.Ended(Problem.DISABLED, "not in the subscription");
      case 406 -> new StreamEvent.Ended(Problem.RATE_LIMITED, "the account is connected already");
      case 407 -> new StreamEvent.Ended(Problem.UNAVAILABLE, "read too slowly");
      case 500 -> new StreamEvent.Ended(Problem.UNAVAILABLE, "an internal error of theirs");
      default -> new StreamEvent.Ended(Problem.MALFORMED, "error " + number);
    };
  }

  /** An article, as the stream and the history tell it alike; null when a part is missing. */
  static @Nullable Post post(JsonNode article) {
    String id = JsonBody.text(article, "id");
    String headline = JsonBody.text(article, "headline");
    Long created = JsonBody.isoMillis(JsonBody.text(article, "created_at"));
    if (id == null || headline == null || created == null) {
      return null;
    }
    Codes codes = new Codes();
    for (JsonNode symbol : JsonBody.array(article, "symbols")) {
      codes.add(symbol.isTextual() ? spelling(symbol.textValue()) : null);
    }
    String summary = JsonBody.text(article, "summary");
    String text = HtmlText.of(headline);
    return new Post(
        id,
        summary == null || summary.isBlank() ? text : text + ". " + HtmlText.of(summary),
        JsonBody.text(article, "author"),
        created,
        null,
        JsonBody.text(article, "url"),
        codes.all(),
        Engagement.UNKNOWN,
        null);
  }

  /** Coins come as {@code BTCUSD}. */
  private static String spelling(String symbol) {
    return symbol.length() >= 6 && symbol.endsWith("USD")
        ? symbol.substring(0, symbol.length() - 3) + "-USD"
        : symbol;
  }
}
