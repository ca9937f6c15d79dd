package dev.windsock.provider;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.ProviderMessages.AcceptPosts;
import dev.windsock.bus.ProviderMessages.ReadRequest;
import dev.windsock.cache.Cache;
import dev.windsock.score.SymbolResolver;
import dev.windsock.sentiment.Reading;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/**
 * Serves {@code windsock.posts.accept} and {@code windsock.provider.feed.read}: the caller's own
 * posts. Must be deployed at start, since posts arrive unasked.
 */
public final class FeedVerticle extends VerticleBase {
  /** The provider's id. */
  public static final String ID = FeedScoring.FEED;

  /** What the posts kept here may weigh together. */
  private static final long MAX_BYTES = 32L << 20;

  private final ProviderOptions options;
  private final ProviderParts parts;
  private final SymbolResolver resolver;
  private final Cache<Reading> cache;

  /**
   * @param options TTL and the most posts a reading keeps; the rest does not matter here
   * @param parts what it works with
   * @param resolver finds symbols in posts that name none
   * @param cache where readings meet those of other instances, under {@link Reading#id}
   */
  public FeedVerticle(
      ProviderOptions options, ProviderParts parts, SymbolResolver resolver, Cache<Reading> cache) {
    this.options = options;
    this.parts = parts;
    this.resolver = resolver;
    this.cache = cache;
  }

  /** As a source for the {@link ProviderRegistry}. */
  public static ProviderRegistry.Source source(
      ProviderParts parts, SymbolResolver resolver, Cache<Reading> cache) {
    return new ProviderRegistry.Source() {
      @Override
      public String id() {
        return ID;
      }

      @Override
      public boolean listens() {
        return true;
      }

      @Override
      public Deployable verticle(ProviderOptions options, Vitals vitals) {
        return new FeedVerticle(options, parts, resolver, cache);
      }
    };
  }

  @Override
  public Future<?> start() {
    Feed feed =
        new Feed(
            vertx,
            parts.clock(),
            new FeedScoring(parts.scorer(), resolver, parts.directory()),
            new Held(ID, options, parts, cache, new FeedStore(MAX_BYTES)));
    return Future.all(
        parts.bus().serve(Addresses.POSTS_ACCEPT, AcceptPosts.class, feed::accept).completion(),
        parts
            .bus()
            .serve(
                Addresses.providerRead(ID),
                ReadRequest.class,
                request -> Future.succeededFuture(feed.read(request)))
            .completion());
  }
}
