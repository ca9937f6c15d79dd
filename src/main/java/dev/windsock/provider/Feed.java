package dev.windsock.provider;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Messages.AcceptPosts;
import dev.windsock.bus.Messages.PostsAccepted;
import dev.windsock.bus.Messages.Read;
import dev.windsock.bus.Messages.ReadReply;
import dev.windsock.bus.Messages.ReadRequest;
import dev.windsock.bus.Messages.SentimentChanged;
import dev.windsock.bus.Messages.Wanted;
import dev.windsock.cache.Cache;
import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import dev.windsock.sentiment.Symbol;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
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
 * Takes the caller's own posts and gives readings of them. What is taken is laid over what is known
 * here and over what the cache knows from other instances, so that posting the same again changes
 * nothing. Requests are taken one after the other. Runs on the context of its verticle.
 */
final class Feed {
  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

  /** Symbols written to the cache at a time. */
  private static final int WRITERS = 32;

  private static final int MAX_WAITING = 16;

  private final Vertx vertx;
  private final ProviderOptions options;
  private final ProviderParts parts;
  private final FeedScoring scoring;
  private final Cache<Reading> cache;
  private final FeedStore store;
  private final Gate requests = new Gate(1, MAX_WAITING);

  Feed(
      Vertx vertx,
      ProviderOptions options,
      ProviderParts parts,
      FeedScoring scoring,
      Cache<Reading> cache,
      FeedStore store) {
    this.vertx = vertx;
    this.options = options;
    this.parts = parts;
    this.scoring = scoring;
    this.cache = cache;
    this.store = store;
  }

  /** What changed of one symbol's reading: ids of posts that were new or different. */
  private record Change(Reading merged, Set<String> ids) {}

  Future<PostsAccepted> accept(AcceptPosts request) {
    return requests.enter(() -> take(request));
  }

  private Future<PostsAccepted> take(AcceptPosts request) {
    long now = parts.clock().millis();
    return vertx
        .executeBlocking(() -> scoring.score(request.posts(), now), false)
        .compose(scored -> write(scored, now).map(changes -> told(request, scored, changes)));
  }

  private Future<List<Change>> write(FeedScoring.Scored scored, long now) {
    Gate writers = new Gate(WRITERS, Integer.MAX_VALUE);
    List<Future<Change>> changes = new ArrayList<>(scored.readings().size());
    for (Reading fresh : scored.readings()) {
      changes.add(writers.enter(() -> update(fresh, now)));
    }
    return Future.all(changes).map(done -> changes.stream().map(Future::result).toList());
  }

  private Future<Change> update(Reading fresh, long now) {
    Reading known = store.get(fresh.symbol());
    String id = Reading.id(FeedScoring.FEED, fresh.symbol(), parts.scorer().id());
    Reading cached = cache.peek(id);
    Change expected = change(fresh, known, cached, now);
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
            List.of(fresh.provider(), fresh.symbol()),
            earlier -> {
              Change change = change(fresh, known, earlier, now);
              last[0] = change;
              return change.merged();
            })
        .map(merged -> last[0] == null ? change(fresh, known, null, now) : last[0])
        .otherwise(
            failure -> {
              LOG.warn("own posts are kept here alone: {}", failure.getClass().getSimpleName());
              return change(fresh, known, null, now);
            })
        .onSuccess(change -> store.put(change.merged()));
  }

  /** Pure: it may run again when another instance writes at the same time. */
  private Change change(
      Reading fresh, @Nullable Reading known, @Nullable Reading cached, long now) {
    long oldest = now - SymbolReader.RETENTION.toMillis();
    Reading base = known == null ? cached : known.over(cached, options.maxPosts(), oldest);
    Reading merged = fresh.over(base, options.maxPosts(), oldest);
    Map<String, ScoredPost> before = new HashMap<>();
    if (base != null) {
      base.posts().forEach(post -> before.put(post.id(), post));
    }
    Set<String> posted = new HashSet<>();
    fresh.posts().forEach(post -> posted.add(post.id()));
    Set<String> changed = new HashSet<>();
    for (ScoredPost post : merged.posts()) {
      if (posted.contains(post.id()) && !post.equals(before.get(post.id()))) {
        changed.add(post.id());
      }
    }
    return new Change(changed.isEmpty() && base != null ? base : merged, changed);
  }

  private PostsAccepted told(AcceptPosts request, FeedScoring.Scored scored, List<Change> changes) {
    Set<String> ids = new HashSet<>();
    Set<String> symbols = new TreeSet<>();
    for (Change change : changes) {
      if (!change.ids().isEmpty()) {
        ids.addAll(change.ids());
        symbols.add(change.merged().symbol());
      }
    }
    List<String> changed = List.copyOf(symbols);
    if (!changed.isEmpty()) {
      parts
          .bus()
          .announce(Addresses.SENTIMENT_CHANGED, new SentimentChanged(FeedScoring.FEED, changed));
    }
    return new PostsAccepted(request.posts().size(), ids.size(), changed, scored.withoutSymbol());
  }

  ReadReply read(ReadRequest request) {
    return new ReadReply(request.wanted().stream().map(this::read).toList());
  }

  private Read read(Wanted wanted) {
    String code;
    try {
      code = Symbol.parse(wanted.symbol()).code();
    } catch (InvalidValueException e) {
      return Read.failed(wanted.symbol(), Problem.INVALID_REQUEST, null);
    }
    long now = parts.clock().millis();
    Reading earlier = wanted.earlier();
    Reading known = store.get(code);
    Reading latest = known == null ? Reading.empty(FeedScoring.FEED, code, now) : known;
    boolean ours =
        earlier != null
            && earlier.provider().equals(FeedScoring.FEED)
            && earlier.symbol().equals(code);
    return Read.of(
        at(now, latest)
            .over(
                ours ? earlier : null,
                options.maxPosts(),
                now - SymbolReader.RETENTION.toMillis()));
  }

  private static Reading at(long now, Reading reading) {
    return new Reading(
        reading.provider(),
        reading.symbol(),
        now,
        reading.cursor(),
        reading.posts(),
        reading.filtered(),
        reading.quota());
  }
}
