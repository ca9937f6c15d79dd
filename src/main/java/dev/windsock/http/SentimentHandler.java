package dev.windsock.http;

import dev.windsock.answer.AnswerKey;
import dev.windsock.answer.Answers;
import dev.windsock.answer.Rendered;
import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Question;
import dev.windsock.sentiment.Symbol;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/sentiment/{symbol}} and {@code GET /v1/sentiment?symbols=}. */
final class SentimentHandler {
  private static final List<String> OF_ONE =
      List.of("window", "sources", "evidence", "max_age", "format");
  private static final List<String> OF_MANY =
      List.of("symbols", "window", "sources", "evidence", "max_age", "format");
  private static final int WEEK_S = 604_800;

  private final Answers answers;
  private final AnswerResponse response;
  private final AnswerList list;
  private final Hits hits;
  private final Problems problems;

  SentimentHandler(
      Answers answers, AnswerResponse response, AnswerList list, Hits hits, Problems problems) {
    this.answers = answers;
    this.response = response;
    this.list = list;
    this.hits = hits;
    this.problems = problems;
  }

  void one(RoutingContext context) {
    HttpServerRequest request = context.request();
    Query query = Query.parse(request.query(), OF_ONE);
    Format format = format(request, query);
    Question question =
        question(List.of(Symbol.parse(String.valueOf(context.pathParam("symbol")))), query);
    answers
        .ask(question, Exchange.of(context).answerByNanos())
        .onSuccess(
            rendered -> {
              if (query.get("format") == null) {
                hits.learn(request.uri(), AnswerKey.of(question).get(0));
              }
              one(request, format, rendered);
            })
        .onFailure(cause -> problems.send(request, cause));
  }

  private void one(HttpServerRequest request, Format format, List<Rendered> rendered) {
    if (request.response().closed() || request.response().headWritten()) {
      return;
    }
    if (format == Format.JSON) {
      response.send(request, rendered.get(0));
    } else {
      list.send(request, format, rendered);
    }
  }

  void many(RoutingContext context) {
    HttpServerRequest request = context.request();
    Query query = Query.parse(request.query(), OF_MANY);
    Format format = format(request, query);
    Question question = question(symbols(query.list("symbols")), query);
    answers
        .ask(question, Exchange.of(context).answerByNanos())
        .onSuccess(
            rendered -> {
              if (!request.response().closed() && !request.response().headWritten()) {
                list.send(request, format, rendered);
              }
            })
        .onFailure(cause -> problems.send(request, cause));
  }

  private static List<Symbol> symbols(List<String> texts) {
    if (texts.isEmpty() || texts.size() > Question.MAX_SYMBOLS) {
      throw new InvalidValueException(
          "symbols",
          texts.size() + " symbols",
          "1 to " + Question.MAX_SYMBOLS + " symbols, as in ?symbols=AAPL,TSLA");
    }
    List<Symbol> symbols = new ArrayList<>(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      try {
        symbols.add(Symbol.parse(texts.get(i)));
      } catch (InvalidValueException e) {
        throw new InvalidValueException("symbols[" + i + "]", texts.get(i), e.allowed());
      }
    }
    return symbols;
  }

  static Question question(List<Symbol> symbols, Query query) {
    String window = query.get("window");
    return new Question(
        symbols,
        window == null ? Question.DEFAULT_WINDOW : Question.parseWindow(window),
        new LinkedHashSet<>(query.list("sources")),
        query.number("evidence", 0, Question.MAX_EVIDENCE, Question.DEFAULT_EVIDENCE),
        maxAge(query));
  }

  private static @Nullable Duration maxAge(Query query) {
    return query.get("max_age") == null
        ? null
        : Duration.ofSeconds(query.number("max_age", 0, WEEK_S, 0));
  }

  private static Format format(HttpServerRequest request, Query query) {
    return Format.of(query.get("format"), request.headers().get("accept"));
  }
}
