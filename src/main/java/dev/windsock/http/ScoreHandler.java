package dev.windsock.http;

import dev.windsock.bus.Json;
import dev.windsock.option.InvalidValueException;
import dev.windsock.score.Hints;
import dev.windsock.score.Score;
import dev.windsock.score.Scorer;
import dev.windsock.score.SymbolDirectory;
import dev.windsock.score.Target;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code POST /v1/score}: scores given texts. One result for each item in its order; a bad item's
 * result says what is wrong with it. A JSON array is answered by one, NDJSON by NDJSON.
 */
final class ScoreHandler {
  private static final int MAX_ITEMS = 1_000;
  private static final int MAX_TEXT = 100_000;
  private static final int MAX_NAME = 200;
  private static final int MAX_ENTITIES = 50;

  private final Scorer scorer;
  private final SymbolDirectory directory;
  private final long maxBytes;
  private final Problems problems;

  ScoreHandler(Scorer scorer, SymbolDirectory directory, long maxBytes, Problems problems) {
    this.scorer = scorer;
    this.directory = directory;
    this.maxBytes = maxBytes;
    this.problems = problems;
  }

  void score(RoutingContext context) {
    HttpServerRequest request = context.request();
    boolean explain = Query.parse(request.query(), List.of("explain")).flag("explain");
    Bodies.Kind kind = Bodies.kind(request);
    List<Map<String, Object>> results = new ArrayList<>();
    Items.read(
            request,
            maxBytes,
            MAX_ITEMS,
            items -> {
              items.forEach(item -> results.add(result(item, explain)));
              return Future.succeededFuture();
            })
        .onSuccess(done -> send(request, kind, results))
        .onFailure(cause -> problems.send(request, cause));
  }

  private void send(
      HttpServerRequest request, Bodies.Kind kind, List<Map<String, Object>> results) {
    if (results.isEmpty()) {
      problems.send(
          request, new InvalidValueException("body", "no text", "1 to " + MAX_ITEMS + " texts"));
    } else if (kind == Bodies.Kind.JSON) {
      Reply.json(request, results);
    } else {
      Buffer lines = Buffer.buffer();
      results.forEach(result -> lines.appendBuffer(Json.write(result)).appendByte((byte) '\n'));
      Reply.send(request, 200, Format.NDJSON.contentType(), lines);
    }
  }

  private Map<String, Object> result(Item item, boolean explain) {
    Map<String, Object> result = new LinkedHashMap<>();
    try {
      InvalidValueException bad = item.bad();
      if (bad != null) {
        throw bad;
      }
      String id = item.nameOrNull("id", MAX_NAME);
      if (id != null) {
        result.put("id", id);
      }
      String text = item.text("text", MAX_TEXT);
      Target target =
          directory.target(
              item.nameOrNull("target", MAX_NAME), item.texts("entities", MAX_ENTITIES, MAX_NAME));
      write(result, scorer.score(text, target, explain ? Hints.EXPLAIN : Hints.NONE), explain);
    } catch (InvalidValueException e) {
      result.put("error", Rejection.of(item.line(), e));
    }
    return result;
  }

  private static void write(Map<String, Object> result, Score score, boolean explain) {
    result.put("score", score.value());
    result.put("label", score.label());
    result.put("confidence", score.confidence());
    result.put("probabilities", List.of(score.negative(), score.neutral(), score.positive()));
    result.put("relevance", score.relevance());
    if (explain) {
      result.put("terms", score.terms());
    }
  }
}
