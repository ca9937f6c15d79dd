package dev.windsock.provider;

import dev.windsock.bus.ProviderMessages.OwnPost;
import dev.windsock.option.InvalidValueException;
import dev.windsock.score.Hints;
import dev.windsock.score.Score;
import dev.windsock.score.Scorer;
import dev.windsock.score.SimHash;
import dev.windsock.score.SymbolDirectory;
import dev.windsock.score.SymbolResolver;
import dev.windsock.score.SymbolResolver.Mention;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.Reading.Filtered;
import dev.windsock.sentiment.ScoredPost;
import dev.windsock.sentiment.Symbol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Own posts to readings, one a symbol: each post is scored once for each symbol that it was given
 * or that is found in it. Pure and thread-safe; meant for a worker thread.
 */
final class FeedScoring {
  /** The provider's id. */
  static final String FEED = "feed";

  private static final int MAX_SYMBOLS_PER_POST = 16;

  /** A symbol that the caller names is meant, whatever the words. */
  private static final double NAMED_RELEVANCE = 0.5;

  /** Readings that hold the new posts alone, and the ids of posts without a symbol. */
  record Scored(List<Reading> readings, List<String> withoutSymbol) {}

  private final Scorer scorer;
  private final SymbolResolver resolver;
  private final SymbolDirectory directory;

  FeedScoring(Scorer scorer, SymbolResolver resolver, SymbolDirectory directory) {
    this.scorer = scorer;
    this.resolver = resolver;
    this.directory = directory;
  }

  /**
   * Scores posts.
   *
   * @throws InvalidValueException when a post names what is no symbol, or too many
   */
  Scored score(List<OwnPost> posts, long nowMillis) {
    Map<String, Map<String, ScoredPost>> bySymbol = new TreeMap<>();
    List<String> without = new ArrayList<>();
    for (int i = 0; i < posts.size(); i++) {
      OwnPost own = posts.get(i);
      Post post = post(own);
      List<Mention> mentions = mentions(own, post, i);
      if (mentions.isEmpty()) {
        without.add(post.id());
      }
      List<String> codes = mentions.stream().map(mention -> mention.symbol().code()).toList();
      SimHash.Print print = SimHash.of(post.text());
      for (Mention mention : mentions) {
        ScoredPost scored =
            scored(post, mention, codes, !own.symbols().isEmpty(), print, nowMillis);
        bySymbol
            .computeIfAbsent(mention.symbol().code(), code -> new LinkedHashMap<>())
            .put(scored.id(), scored);
      }
    }
    List<Reading> readings = new ArrayList<>(bySymbol.size());
    bySymbol.forEach(
        (code, its) ->
            readings.add(
                new Reading(
                    FEED, code, nowMillis, null, List.copyOf(its.values()), Filtered.NONE, null)));
    return new Scored(readings, without);
  }

  private static Post post(OwnPost own) {
    return new Post(
        own.id(),
        own.text(),
        own.author(),
        own.publishedAt().toEpochMilli(),
        null,
        own.url(),
        own.symbols(),
        engagement(own.engagement()),
        null);
  }

  /** The caller tells one number for all kinds together. */
  private static Engagement engagement(@Nullable Double told) {
    return told == null
        ? Engagement.UNKNOWN
        : new Engagement(Math.round(told), null, null, null, null);
  }

  private List<Mention> mentions(OwnPost own, Post post, int at) {
    if (own.symbols().isEmpty()) {
      List<Mention> found = resolver.resolve(post.text());
      return found.size() > MAX_SYMBOLS_PER_POST ? found.subList(0, MAX_SYMBOLS_PER_POST) : found;
    }
    if (own.symbols().size() > MAX_SYMBOLS_PER_POST) {
      throw new InvalidValueException(
          "posts[" + at + "].symbols",
          own.symbols().size() + " symbols",
          "up to " + MAX_SYMBOLS_PER_POST);
    }
    Map<Symbol, Mention> mentions = new LinkedHashMap<>();
    for (String code : own.symbols()) {
      try {
        Symbol symbol = Symbol.parse(code);
        mentions.put(symbol, new Mention(symbol, 1));
      } catch (InvalidValueException e) {
        throw e.under("posts[" + at + "]");
      }
    }
    return List.copyOf(mentions.values());
  }

  private ScoredPost scored(
      Post post,
      Mention mention,
      List<String> codes,
      boolean named,
      SimHash.Print print,
      long nowMillis) {
    Subject subject = Subject.of(mention.symbol(), directory);
    Score score = scorer.score(post.text(), subject.target(codes, directory), Hints.EXPLAIN);
    double relevance =
        named
            ? Math.max(NAMED_RELEVANCE, score.relevance()) / Math.sqrt(codes.size())
            : Math.min(mention.relevance(), score.relevance());
    return Sieve.scored(FEED, post, score, relevance, print, nowMillis);
  }
}
