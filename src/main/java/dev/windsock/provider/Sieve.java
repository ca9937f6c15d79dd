package dev.windsock.provider;

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
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Posts to scored posts, less what does not count: advertising, what is not about the symbol, and
 * near-copies of what is kept (the earliest is). Pure and thread-safe; meant for a worker thread.
 */
final class Sieve {
  /**
   * A post and how surely it means the symbol, 0 for not; without a text it means none.
   *
   * @param mention 0 to 1
   */
  record Match(Post post, double mention) {}

  /** What remains of posts, and what was left out since the reading began. */
  record Sifted(List<ScoredPost> posts, Filtered filtered) {}

  /** Up to so many differing bits of their fingerprints, texts are copies of each other. */
  private static final int COPY_BITS = 3;

  /** How surely a post means a symbol that the upstream itself ties to it. */
  static final double TIED_MENTION = 1;

  private static final double LEAST_RELEVANCE = 0.05;

  /** A post that the upstream itself ties to the symbol is about it, whatever its words. */
  private static final double TIED_RELEVANCE = 0.5;

  /** A ticker of which nothing but its letters is known. */
  private static final double BARE_RELEVANCE = 0.5;

  private static final Comparator<Match> OLDEST_FIRST =
      Comparator.comparingLong((Match match) -> match.post().publishedAtMillis())
          .thenComparing(match -> match.post().id());

  private final String provider;
  private final boolean quotable;
  private final Scorer scorer;
  private final SymbolDirectory directory;
  private final SymbolResolver resolver;

  /**
   * @param quotable whether words of the posts may be shown beside their scores
   */
  Sieve(
      String provider,
      boolean quotable,
      Scorer scorer,
      SymbolDirectory directory,
      SymbolResolver resolver) {
    this.quotable = quotable;
    this.provider = provider;
    this.scorer = scorer;
    this.directory = directory;
    this.resolver = resolver;
  }

  /** As the other, for posts in which the symbol is still to be looked for. */
  Sifted sift(List<Post> posts, Subject subject, @Nullable Reading earlier, long nowMillis) {
    return siftMatches(
        posts.stream().map(post -> new Match(post, mention(post, subject))).toList(),
        subject,
        earlier,
        nowMillis);
  }

  /**
   * Sifts posts of one read.
   *
   * @param earlier what is kept already, or null; what was left out before it was read is not
   *     counted again, and what is dated after now is not counted yet
   */
  Sifted siftMatches(
      List<Match> matches, Subject subject, @Nullable Reading earlier, long nowMillis) {
    List<Match> sorted = new ArrayList<>(matches);
    sorted.sort(OLDEST_FIRST);
    List<ScoredPost> kept = new ArrayList<>(earlier == null ? List.of() : earlier.posts());
    int before = kept.size();
    long countedUntil = earlier == null ? Long.MIN_VALUE : earlier.readAtMillis();
    int duplicates = 0;
    int spam = 0;
    int offTarget = 0;
    for (Match match : sorted) {
      Post post = match.post();
      if (post.isCount()) {
        kept.add(ScoredPost.ofCount(post.id(), post.publishedAtMillis(), count(post), post.url()));
        continue;
      }
      long at = post.publishedAtMillis();
      int count = at > countedUntil && at <= nowMillis ? 1 : 0;
      SimHash.Print print = SimHash.of(post.text());
      double mention = post.text().isEmpty() ? 0 : match.mention();
      if (mention == 0) {
        offTarget += count;
      } else if (Spam.looksLikeIt(post)) {
        spam += count;
      } else if (isCopy(post, print, kept)) {
        duplicates += count;
      } else {
        ScoredPost scored = score(post, print, subject, mention, nowMillis);
        if (scored.relevance() < LEAST_RELEVANCE) {
          offTarget += count;
        } else {
          kept.add(scored);
        }
      }
    }
    Filtered now = new Filtered(duplicates, spam, offTarget);
    return new Sifted(
        List.copyOf(kept.subList(before, kept.size())),
        earlier == null ? now : now.plus(earlier.filtered()));
  }

  private static double count(Post post) {
    Long views = post.engagement().views();
    return views == null ? 0 : views;
  }

  private static boolean isTied(Post post, Subject subject) {
    return post.symbols().contains(subject.symbol().code());
  }

  /**
   * How surely a post means the symbol, 0 for not: names are everyday words too, so what the
   * upstream does not tie to it must be found by the resolver. A ticker that the directory does not
   * know can be looked for by its letters alone.
   */
  private double mention(Post post, Subject subject) {
    if (post.text().isEmpty()) {
      return 0;
    }
    if (isTied(post, subject)) {
      return TIED_MENTION;
    }
    for (Mention mention : resolver.resolve(post.text())) {
      if (isMeant(mention.symbol(), subject)) {
        return mention.relevance();
      }
    }
    return subject.names().isEmpty() && subject.isTickerIn(post.text()) ? BARE_RELEVANCE : 0;
  }

  /** The classes of one company's shares go by one name, which a resolver may give to one alone. */
  private boolean isMeant(Symbol symbol, Subject subject) {
    return symbol.equals(subject.symbol())
        || (!subject.names().isEmpty() && subject.names().equals(directory.names(symbol)));
  }

  /** Whether a post says, by its words and by its label, what is kept already. */
  private static boolean isCopy(Post post, SimHash.Print print, List<ScoredPost> kept) {
    Double told = post.nativeScore();
    int label = told == null ? 0 : (int) Math.signum(told);
    boolean copy = false;
    for (ScoredPost other : kept) {
      if (other.id().equals(post.id())) {
        return false;
      }
      boolean alike = SimHash.distance(print.bits(), other.fingerprint()) <= COPY_BITS;
      copy |= alike && other.label() == label;
    }
    return print.tellsCopies() && copy;
  }

  private ScoredPost score(
      Post post, SimHash.Print print, Subject subject, double mention, long nowMillis) {
    Score score =
        scorer.score(
            post.text(),
            subject.target(post.symbols(), directory),
            new Hints(post.nativeScore(), post.language(), quotable));
    return scored(
        provider, post, score, relevance(post, score, subject, mention), print, nowMillis);
  }

  /** Posts that are tied to many symbols are about each a little. */
  private static double relevance(Post post, Score score, Subject subject, double mention) {
    if (!isTied(post, subject)) {
      return Math.min(mention, score.relevance());
    }
    return Math.max(TIED_RELEVANCE, score.relevance()) / Math.sqrt(post.symbols().size());
  }

  /** What is kept of a post; one that claims to come from the future came now. */
  static ScoredPost scored(
      String provider,
      Post post,
      Score score,
      double relevance,
      SimHash.Print print,
      long nowMillis) {
    String author = CleanText.author(provider, post.author());
    return new ScoredPost(
        post.id(),
        Math.min(post.publishedAtMillis(), nowMillis),
        score.value(),
        score.confidence(),
        relevance,
        post.engagement().total(),
        post.engagement().authorFollowers(),
        author,
        post.url(),
        post.nativeScore() != null,
        print.by(author == null ? provider + '\n' + post.id() : author),
        score.terms());
  }
}
