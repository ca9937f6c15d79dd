package dev.windsock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.windsock.bus.Json;
import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Question;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks a running service over HTTP. Blocks, on the command line's own thread. */
final class AnswerClient {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final String base;

  /** Of the service at a URL. */
  AnswerClient(String url) {
    this.base = checked(url);
  }

  private static String checked(String url) {
    try {
      URI uri = URI.create(url);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getQuery() == null) {
        return url.replaceAll("/+$", "");
      }
    } catch (IllegalArgumentException e) {
      // Told below, as any other URL that cannot be used.
    }
    throw new InvalidValueException("--url", url, "an URL, as in http://127.0.0.1:8080");
  }

  /** Whether a service answers there. */
  boolean isThere() {
    try {
      return get("/livez", Duration.ofSeconds(2)).statusCode() == 200;
    } catch (CommandException e) {
      return false;
    }
  }

  /** The answers on these symbols, in their order. */
  List<JsonNode> ask(List<String> symbols) {
    List<JsonNode> answers = new ArrayList<>();
    for (int from = 0; from < symbols.size(); from += Question.MAX_SYMBOLS) {
      int to = Math.min(symbols.size(), from + Question.MAX_SYMBOLS);
      String list = String.join(",", symbols.subList(from, to)).replace("^", "%5E");
      HttpResponse<String> response = get("/v1/sentiment?symbols=" + list, DEADLINE);
      JsonNode body = json(response.body());
      if (response.statusCode() != 200) {
        throw refused(response.statusCode(), body);
      }
      JsonNode array = body.isArray() ? body : body.path("answers");
      array.forEach(answers::add);
    }
    return answers;
  }

  private HttpResponse<String> get(String path, Duration deadline) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(deadline)
            .header("Accept", "application/json")
            .build();
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new CommandException(
          CommandException.UNAVAILABLE, "windsock: nobody answers at " + base);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(CommandException.UNAVAILABLE, "windsock: interrupted");
    }
  }

  private JsonNode json(String body) {
    try {
      return Json.shared().readTree(body);
    } catch (JsonProcessingException e) {
      throw new CommandException(
          CommandException.UNAVAILABLE, "windsock: what answers at " + base + " is no Windsock");
    }
  }

  private static CommandException refused(int status, JsonNode body) {
    String detail = body.path("detail").asText(body.path("title").asText(""));
    return new CommandException(
        status == 400 ? CommandException.USAGE : CommandException.UNAVAILABLE,
        "windsock: the service refused with %d: %s"
            .formatted(status, InvalidValueException.printable(detail)));
  }
}
