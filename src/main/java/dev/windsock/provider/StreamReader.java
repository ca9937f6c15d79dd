package dev.windsock.provider;

import dev.windsock.provider.StreamEvent.Deleted;
import dev.windsock.provider.StreamEvent.Ended;
import dev.windsock.provider.StreamEvent.Posted;
import dev.windsock.provider.StreamFigures.Kind;
import dev.windsock.score.SymbolResolver;
import dev.windsock.sentiment.ProblemException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Messages to posts by symbol: parsed, freed of what was seen before, matched. One pass over each
 * text, whatever the number of symbols known. Meant for a worker thread, one call at a time.
 */
final class StreamReader {
  /** Beyond what an overlap and a full buffer bring again at a thousand events a second. */
  private static final int SEEN = 16_384;

  private static final int MAX_SYMBOLS_PER_POST = 16;

  /** No event of the future moves the position: what comes before it would be passed over. */
  private static final long MAX_AHEAD_MICROS = 60_000_000;

  /**
   * What messages held.
   *
   * @param posts by id, the last version of each
   * @param symbols which symbols each post is about and how surely, by its id
   * @param gone ids of posts that were taken back
   * @param positionMicros how far the stream has come, or null when nothing told
   * @param ended why the upstream ends it, or null
   */
  record Sorted(
      Map<String, Post> posts,
      Map<String, Map<String, Double>> symbols,
      Set<String> gone,
      @Nullable Long positionMicros,
      @Nullable Ended ended) {}

  private final SymbolResolver resolver;
  private final StreamFigures figures;
  private final Recent<Boolean> seen = new Recent<>(SEEN);

  StreamReader(SymbolResolver resolver, StreamFigures figures) {
    this.resolver = resolver;
    this.figures = figures;
  }

  /** Reads messages in their order. */
  Sorted read(List<Supplier<List<StreamEvent>>> messages, long nowMillis) {
    Round round = new Round(nowMillis);
    int malformed = 0;
    for (Supplier<List<StreamEvent>> message : messages) {
      try {
        message.get().forEach(round::take);
      } catch (ProblemException e) {
        malformed++;
      } catch (RuntimeException e) {
        // A parser's surprise is the upstream's doing, and its message may quote what came.
        malformed++;
      }
    }
    figures.count(Kind.MALFORMED, malformed);
    return new Sorted(round.posts, round.symbols, round.gone, round.position, round.ended);
  }

  private final class Round {
    private final long latestMicros;
    private final Map<String, Post> posts = new LinkedHashMap<>();
    private final Map<String, Map<String, Double>> symbols = new LinkedHashMap<>();
    private final Set<String> gone = new LinkedHashSet<>();
    private @Nullable Long position;
    private @Nullable Ended ended;

    private Round(long nowMillis) {
      this.latestMicros = nowMillis * 1_000 + MAX_AHEAD_MICROS;
    }

    private void take(StreamEvent event) {
      if (event instanceof Posted posted) {
        moved(posted.atMicros());
        posted(posted);
      } else if (event instanceof Deleted deleted) {
        moved(deleted.atMicros());
        posts.remove(deleted.id());
        symbols.remove(deleted.id());
        gone.add(deleted.id());
        figures.count(Kind.DELETED, 1);
      } else if (event instanceof StreamEvent.Passed passed) {
        moved(passed.atMicros());
        figures.count(Kind.SKIPPED, 1);
      } else if (event instanceof Ended end) {
        ended = end;
      }
    }

    private void moved(long atMicros) {
      if (atMicros <= latestMicros && (position == null || atMicros > position)) {
        position = atMicros;
      }
    }

    private void posted(Posted event) {
      Post post = event.post();
      if (seen.put(post.id() + ' ' + event.revision(), Boolean.TRUE) != null) {
        figures.count(Kind.DUPLICATE, 1);
        return;
      }
      Map<String, Double> about = about(post);
      figures.count(about.isEmpty() ? Kind.UNMATCHED : Kind.MATCHED, 1);
      gone.remove(post.id());
      posts.put(post.id(), post);
      symbols.put(post.id(), about);
    }
  }

  private Map<String, Double> about(Post post) {
    Map<String, Double> about = new LinkedHashMap<>();
    post.symbols().stream()
        .limit(MAX_SYMBOLS_PER_POST)
        .forEach(code -> about.put(code, Sieve.TIED_MENTION));
    if (about.isEmpty() && !post.text().isEmpty()) {
      resolver.resolve(post.text()).stream()
          .limit(MAX_SYMBOLS_PER_POST)
          .forEach(mention -> about.put(mention.symbol().code(), mention.relevance()));
    }
    return about;
  }
}
