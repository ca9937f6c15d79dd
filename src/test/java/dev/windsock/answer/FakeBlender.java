package dev.windsock.answer;

import dev.windsock.score.SourceView;
import dev.windsock.sentiment.Answer;
import dev.windsock.sentiment.Outcome;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import dev.windsock.sentiment.Series;
import dev.windsock.sentiment.Symbol;
import dev.windsock.sentiment.Term;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Answers that show what went in: the mean of all posts, the sources and their outcomes. */
public final class FakeBlender implements Blender {
  /** How many answers were blended. */
  public int blended;

  /** What is blended is said to be simulated. */
  public boolean simulated;

  /** Nobody has a past here. */
  public static Future<List<Series>> noPast(List<String> symbols) {
    return Future.succeededFuture(Collections.nCopies(symbols.size(), Series.EMPTY));
  }

  @Override
  public Answer blend(
      Symbol symbol,
      Duration window,
      int evidence,
      long atMillis,
      Series past,
      List<SourceView> sources) {
    blended++;
    List<Answer.Source> told = new ArrayList<>();
    List<Answer.Evidence> shown = new ArrayList<>();
    double sum = 0;
    int posts = 0;
    boolean missing = false;
    for (SourceView source : sources) {
      told.add(told(source));
      Reading reading = source.outcome().reading();
      missing |= reading == null;
      if (reading != null) {
        for (ScoredPost post : reading.posts()) {
          sum += post.score();
          posts++;
          shown.add(evidence(source.id(), post));
        }
      }
    }
    boolean none = posts == 0;
    return new Answer(
        symbol.code(),
        Instant.ofEpochMilli(atMillis),
        window,
        none ? Answer.Status.NO_DATA : missing ? Answer.Status.PARTIAL : Answer.Status.OK,
        none ? null : sum / posts,
        none ? null : Answer.Label.NEUTRAL,
        none ? null : List.of(-0.1, 0.4),
        0.5,
        posts,
        posts,
        new Answer.Prior(0, 10),
        none ? null : new Answer.Distribution(0.2, 0.5, 0.3),
        Map.of(),
        new Answer.Buzz(posts, null, posts),
        told,
        shown.subList(0, Math.min(evidence, shown.size())),
        Reading.Filtered.NONE,
        new Answer.ScorerId("fake", "1"),
        sources.stream().anyMatch(source -> source.outcome() instanceof Outcome.Stale),
        none ? null : 0L,
        simulated,
        List.of());
  }

  private static Answer.Source told(SourceView source) {
    Outcome outcome = source.outcome();
    String status =
        outcome instanceof Outcome.Missing gone
            ? gone.problem().code()
            : outcome instanceof Outcome.Stale ? "stale" : "ok";
    return new Answer.Source(
        source.id(), status, null, null, 1.0, null, null, null, source.level(), null, null);
  }

  private static Answer.Evidence evidence(String source, ScoredPost post) {
    return new Answer.Evidence(
        post.id(),
        source,
        post.url(),
        Instant.ofEpochMilli(post.publishedAtMillis()),
        post.score(),
        post.confidence(),
        post.relevance(),
        0.01,
        List.of(new Term("beat", 0.6)));
  }
}
