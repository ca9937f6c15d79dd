package dev.windsock.provider;

import dev.windsock.provider.Held.Delta;
import dev.windsock.provider.Sieve.Match;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.Symbol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From posts to what changes of each symbol's reading. Where each post lies is remembered within
 * bounds, so that one that is taken back, or that is changed and now about something else, is found
 * again. Runs on the context of its verticle, apart from {@link #sift}, which is pure.
 */
final class StreamSieve {
  private static final int MAX_WHEREABOUTS = 50_000;

  private final ProviderParts parts;
  private final Held held;
  private final Sieve sieve;
  private final Recent<Set<String>> whereabouts = new Recent<>(MAX_WHEREABOUTS);

  StreamSieve(String provider, ProviderParts parts, Held held) {
    this.parts = parts;
    this.held = held;
    this.sieve = new Sieve(provider, true, parts.scorer(), parts.directory(), parts.resolver());
  }

  /** One symbol's part of a round: what is new, what goes, and what is held already. */
  record Lot(String symbol, List<Match> posts, Set<String> gone, @Nullable Reading earlier) {}

  /** Sorts what was read by symbol. */
  List<Lot> lots(StreamReader.Sorted sorted) {
    Map<String, List<Match>> posts = new LinkedHashMap<>();
    Map<String, Set<String>> gone = new HashMap<>();
    for (String id : sorted.gone()) {
      leave(id, Set.of(), gone);
    }
    sorted
        .posts()
        .forEach(
            (id, post) -> {
              Map<String, Double> about = sorted.symbols().getOrDefault(id, Map.of());
              leave(id, about.keySet(), gone);
              about.forEach(
                  (symbol, mention) ->
                      posts
                          .computeIfAbsent(symbol, none -> new ArrayList<>())
                          .add(new Match(post, mention)));
            });
    Set<String> symbols = new LinkedHashSet<>(posts.keySet());
    symbols.addAll(gone.keySet());
    List<Lot> lots = new ArrayList<>(symbols.size());
    for (String symbol : symbols) {
      lots.add(
          new Lot(
              symbol,
              posts.getOrDefault(symbol, List.of()),
              gone.getOrDefault(symbol, Set.of()),
              held.get(symbol)));
    }
    return lots;
  }

  /** A post is not, or no longer, about what it was about before. */
  private void leave(String id, Set<String> about, Map<String, Set<String>> gone) {
    Set<String> before = whereabouts.get(id);
    if (before == null) {
      return;
    }
    for (String symbol : before) {
      if (!about.contains(symbol)) {
        gone.computeIfAbsent(symbol, none -> new HashSet<>()).add(id);
      }
    }
    whereabouts.remove(id);
  }

  /** Scores; meant for a worker thread. */
  List<Delta> sift(List<Lot> lots, long nowMillis) {
    List<Delta> deltas = new ArrayList<>(lots.size());
    for (Lot lot : lots) {
      Subject subject = Subject.of(Symbol.parse(lot.symbol()), parts.directory());
      Sieve.Sifted sifted = sieve.siftMatches(lot.posts(), subject, lot.earlier(), nowMillis);
      // A post that was changed and is worth nothing now must not stand as it was.
      Set<String> gone = new HashSet<>(lot.gone());
      lot.posts().forEach(match -> gone.add(match.post().id()));
      sifted.posts().forEach(post -> gone.remove(post.id()));
      if (!sifted.posts().isEmpty() || !gone.isEmpty()) {
        deltas.add(
            new Delta(
                held.fresh(lot.symbol(), nowMillis, sifted.posts(), sifted.filtered()), gone));
      }
    }
    return deltas;
  }

  /** Remembers where the posts of a reading lie. */
  void note(Reading reading) {
    reading
        .posts()
        .forEach(
            post -> {
              Set<String> known = whereabouts.get(post.id());
              if (known == null) {
                whereabouts.put(post.id(), Set.of(reading.symbol()));
              } else if (!known.contains(reading.symbol())) {
                Set<String> more = new HashSet<>(known);
                more.add(reading.symbol());
                whereabouts.put(post.id(), Set.copyOf(more));
              }
            });
  }
}
