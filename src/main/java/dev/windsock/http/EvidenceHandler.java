package dev.windsock.http;

import dev.windsock.answer.Answers;
import dev.windsock.sentiment.Answer;
import dev.windsock.sentiment.Question;
import dev.windsock.sentiment.Symbol;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/sentiment/{symbol}/evidence}: the posts behind an answer, the weightiest first,
 * and what is not shown in one sum, so that everything adds up to the score. Never any text.
 */
final class EvidenceHandler {
  private static final List<String> PARAMETERS = List.of("window", "sources", "limit", "format");
  private static final List<String> COLUMNS =
      List.of(
          "id", "source", "url", "published", "score", "confidence", "relevance", "contribution");

  private final Answers answers;
  private final Problems problems;

  EvidenceHandler(Answers answers, Problems problems) {
    this.answers = answers;
    this.problems = problems;
  }

  void evidence(RoutingContext context) {
    Query query = Query.parse(context.request().query(), PARAMETERS);
    Format format = Format.of(query.get("format"), context.request().headers().get("accept"));
    String window = query.get("window");
    Question question =
        new Question(
            List.of(Symbol.parse(String.valueOf(context.pathParam("symbol")))),
            window == null ? Question.DEFAULT_WINDOW : Question.parseWindow(window),
            new LinkedHashSet<>(query.list("sources")),
            query.number("limit", 1, Question.MAX_EVIDENCE, 20),
            null);
    answers
        .ask(question, Exchange.of(context).answerByNanos())
        .onSuccess(all -> table(all.get(0).answer()).send(context.request(), format))
        .onFailure(cause -> problems.send(context.request(), cause));
  }

  private static Table table(Answer answer) {
    List<Map<String, @Nullable Object>> posts = new ArrayList<>();
    double shown = 0;
    for (Answer.Evidence post : answer.evidence()) {
      posts.add(row(post));
      shown += post.contribution();
    }
    double weight = answer.prior().weight();
    double prior = answer.prior().mean() * weight / (weight + answer.nEff());
    Double score = answer.score();
    Map<String, @Nullable Object> about = new LinkedHashMap<>();
    about.put("symbol", answer.symbol());
    about.put("as_of", answer.asOf());
    about.put("window", answer.window());
    about.put("score", score);
    about.put("n_posts", answer.nPosts());
    about.put("prior_contribution", score == null ? null : prior);
    about.put("other_contribution", score == null ? null : score - prior - shown);
    about.put("simulated", answer.simulated());
    return new Table(about, "posts", COLUMNS, posts);
  }

  private static Map<String, @Nullable Object> row(Answer.Evidence post) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("id", post.id());
    row.put("source", post.source());
    row.put("url", post.url());
    row.put("published", post.published());
    row.put("score", post.score());
    row.put("confidence", post.confidence());
    row.put("relevance", post.relevance());
    row.put("contribution", post.contribution());
    row.put("terms", post.terms());
    return row;
  }
}
