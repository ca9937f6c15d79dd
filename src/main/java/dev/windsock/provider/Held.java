package dev.windsock.provider;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Messages.SentimentChanged;
import dev.windsock.bus.ProviderMessages.Read;
import dev.windsock.bus.ProviderMessages.Wanted;
import dev.windsock.cache.Cache;
import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.Reading.Filtered;
import dev.windsock.sentiment.ScoredPost;
import dev.windsock.sentiment.Symbol;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a provider holds of posts that came to it unasked: readings that are laid over what is known
 * here and over what the cache knows from other instances, so that the same again changes nothing.
 * Runs on the context of its verticle.
 */
final class Held {
  private static final Logger LOG = LoggerFactory.getLogger(Held.class);

  /** Symbols written to the cache at a time. */
  private static final int WRITERS = 32;

  private final String provider;
  private final ProviderOptions options;
  private final ProviderParts parts;
  private final Cache<Reading> cache;
  private final FeedStore store;

  Held(
      String provider,
      ProviderOptions options,
      ProviderParts parts,
      Cache<Reading> cache,
      FeedStore store) {
    this.provider = provider;
    this.options = options;
    this.parts = parts;
    this.cache = cache;
    this.store = store;
  }

  /**
   * What to do to one symbol's reading.
   *
   * @param fresh the new posts alone
   * @param gone ids of posts to take out
   */
  record Delta(Reading fresh, Set<String> gone) {
    static Delta of(Reading fresh) {
      return new Delta(fresh, Set.of());
    }
  }

  /** What changed of one symbol's reading: ids of posts that were new, different or taken out. */
  record Change(Reading merged, Set<String> ids) {}

  /** What is held of a symbol here, or else what the cache knows from others, or null. */
  @Nullable Reading get(String symbol) {
    Reading known = store.get(symbol);
    return known == null ? cache.peek(id(symbol)) : known;
  }

  private String id(String symbol) {
    return Reading.id(provider, symbol, parts.scorer().id());
  }

  /** Applies deltas, one a symbol, and tells everyone what changed; never fails. */
  Future<List<Change>> write(List<Delta> deltas, long now) {
    Gate writers = new Gate(WRITERS, Integer.MAX_VALUE);
    List<Future<Change>> changes = new ArrayList<>(deltas.size());
    for (Delta delta : deltas) {
      changes.add(writers.enter(() -> update(delta, now)));
    }
    return Future.all(changes)
        .map(done -> changes.stream().map(Future::result).toList())
        .onSuccess(this::announce);
  }

  private Future<Change> update(Delta delta, long now) {
    String symbol = delta.fresh().symbol();
    Reading known = store.get(symbol);
    String id = id(symbol);
    Reading cached = cache.peek(id);
    Change expected = change(delta, known, cached, now);
    if (cached != null
        && expected.ids().isEmpty()
        && cached.posts().equals(expected.merged().posts())) {
      // Nothing new: writing it would only make every answer anew, here and elsewhere.
      store.put(expected.merged());
      return Future.succeededFuture(expected);
    }
    Change[] last = new Change[1];
    return cache
        .update(
            id,
            options.ttl(),
            List.of(provider, symbol),
            earlier -> {
              Change change = change(delta, known, earlier, now);
              last[0] = change;
              return change.merged();
            })
        .map(merged -> last[0] == null ? change(delta, known, null, now) : last[0])
        .otherwise(
            failure -> {
              LOG.warn("{}: kept here alone: {}", provider, failure.getClass().getSimpleName());
              return change(delta, known, null, now);
            })
        .onSuccess(change -> store.put(change.merged()));
  }

  /** Pure: it may run again when another instance writes at the same time. */
  private Change change(Delta delta, @Nullable Reading known, @Nullable Reading cached, long now) {
    Reading fresh = delta.fresh();
    Reading all = together(known, cached, now);
    Set<String> changed = new HashSet<>();
    Reading base = all == null ? null : without(delta.gone(), all, changed);
    Reading merged = over(fresh, base, now);
    Map<String, ScoredPost> before = new HashMap<>();
    if (base != null) {
      base.posts().forEach(post -> before.put(post.id(), post));
    }
    Set<String> posted = new HashSet<>();
    fresh.posts().forEach(post -> posted.add(post.id()));
    for (ScoredPost post : merged.posts()) {
      if (posted.contains(post.id()) && !post.equals(before.get(post.id()))) {
        changed.add(post.id());
      }
    }
    return base != null && changed.isEmpty() && merged.filtered().equals(base.filtered())
        ? new Change(base, changed)
        : new Change(merged, changed);
  }

  private Reading over(Reading later, @Nullable Reading earlier, long now) {
    return later.over(earlier, options.maxPosts(), now - SymbolReader.RETENTION.toMillis());
  }

  /** Two accounts of the same: another instance may have written since, or this one. */
  private @Nullable Reading together(@Nullable Reading one, @Nullable Reading other, long now) {
    if (one == null || other == null) {
      Reading only = one == null ? other : one;
      return only == null ? null : over(only, null, now);
    }
    return one.readAtMillis() >= other.readAtMillis()
        ? over(one, other, now)
        : over(other, one, now);
  }

  /** The reading less some posts; notes those that were there. */
  private static Reading without(Set<String> gone, Reading reading, Set<String> noted) {
    if (gone.isEmpty()) {
      return reading;
    }
    List<ScoredPost> kept = new ArrayList<>(reading.posts().size());
    for (ScoredPost post : reading.posts()) {
      if (gone.contains(post.id())) {
        noted.add(post.id());
      } else {
        kept.add(post);
      }
    }
    return noted.isEmpty() ? reading : with(reading, reading.readAtMillis(), kept);
  }

  private void announce(List<Change> changes) {
    List<String> changed = symbols(changes);
    if (!changed.isEmpty()) {
      parts.bus().announce(Addresses.SENTIMENT_CHANGED, new SentimentChanged(provider, changed));
    }
  }

  /** The symbols whose reading changed, in order. */
  static List<String> symbols(List<Change> changes) {
    Set<String> symbols = new TreeSet<>();
    for (Change change : changes) {
      if (!change.ids().isEmpty()) {
        symbols.add(change.merged().symbol());
      }
    }
    return List.copyOf(symbols);
  }

  /** An empty reading to begin with. */
  Reading fresh(String symbol, long now, List<ScoredPost> posts, Filtered filtered) {
    return new Reading(provider, symbol, now, null, posts, filtered, null);
  }

  /** What is held of one symbol, laid over what the one who asks knows already. */
  Read read(Wanted wanted) {
    String code;
    try {
      code = Symbol.parse(wanted.symbol()).code();
    } catch (InvalidValueException e) {
      return Read.failed(wanted.symbol(), Problem.INVALID_REQUEST, null);
    }
    long now = parts.clock().millis();
    Reading earlier = wanted.earlier();
    boolean ours =
        earlier != null && earlier.provider().equals(provider) && earlier.symbol().equals(code);
    Reading all = together(store.get(code), ours ? earlier : null, now);
    return Read.of(all == null ? Reading.empty(provider, code, now) : with(all, now, all.posts()));
  }

  private static Reading with(Reading reading, long readAt, List<ScoredPost> posts) {
    return new Reading(
        reading.provider(),
        reading.symbol(),
        readAt,
        reading.cursor(),
        posts,
        reading.filtered(),
        reading.quota());
  }
}
