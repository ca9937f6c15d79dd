package dev.windsock.http;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.bus.ProviderMessages.AcceptPosts;
import dev.windsock.bus.ProviderMessages.OwnPost;
import dev.windsock.bus.ProviderMessages.PostsAccepted;
import dev.windsock.option.InvalidValueException;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code POST /v1/posts}: takes the caller's own posts, good lines kept, bad ones named. Posting
 * the same again changes nothing.
 */
final class PostsHandler {
  /** Posts in one request: more than fit into the body that is allowed by default. */
  private static final int MAX_POSTS = 20_000;

  /** What is listed of symbols, rejected lines and posts without symbol; all are counted. */
  private static final int MAX_LISTED = 1_000;

  /** What came of the posts: counts of all, lists of the first. */
  record Taken(
      int accepted,
      int changed,
      int rejectedCount,
      List<Rejection> rejected,
      List<String> symbols,
      int withoutSymbolCount,
      List<String> withoutSymbol) {}

  private static final class Tally {
    private int accepted;
    private int changed;
    private int rejectedCount;
    private int withoutSymbolCount;
    private final List<Rejection> rejected = new ArrayList<>();
    private final Set<String> symbols = new LinkedHashSet<>();
    private final List<String> withoutSymbol = new ArrayList<>();

    private void reject(Rejection rejection) {
      rejectedCount++;
      if (rejected.size() < MAX_LISTED) {
        rejected.add(rejection);
      }
    }

    private void add(PostsAccepted reply) {
      accepted += reply.accepted();
      changed += reply.changed();
      symbols.addAll(reply.symbols());
      withoutSymbolCount += reply.withoutSymbol().size();
      reply.withoutSymbol().stream()
          .limit(MAX_LISTED - withoutSymbol.size())
          .forEach(withoutSymbol::add);
    }

    private Taken taken() {
      return new Taken(
          accepted,
          changed,
          rejectedCount,
          rejected,
          symbols.stream().limit(MAX_LISTED).toList(),
          withoutSymbolCount,
          withoutSymbol);
    }
  }

  private final Bus bus;
  private final Clock clock;
  private final long maxBytes;
  private final Problems problems;

  PostsHandler(Bus bus, Clock clock, long maxBytes, Problems problems) {
    this.bus = bus;
    this.clock = clock;
    this.maxBytes = maxBytes;
    this.problems = problems;
  }

  void take(RoutingContext context) {
    HttpServerRequest request = context.request();
    Query.parse(request.query(), List.of());
    Exchange exchange = Exchange.of(context);
    Tally tally = new Tally();
    Items.read(request, maxBytes, MAX_POSTS, items -> take(items, tally, exchange))
        .onSuccess(done -> Reply.json(request, tally.taken()))
        .onFailure(cause -> problems.send(request, cause));
  }

  /** One slice after the other, so that the receiver is never handed more than one. */
  private Future<?> take(List<Item> items, Tally tally, Exchange exchange) {
    List<OwnPost> posts = new ArrayList<>(items.size());
    for (Item item : items) {
      try {
        posts.add(PostReader.read(item, clock.millis()));
      } catch (InvalidValueException e) {
        tally.reject(Rejection.of(item.line(), e));
      }
    }
    return posts.isEmpty()
        ? Future.succeededFuture()
        : bus.ask(
                Addresses.POSTS_ACCEPT,
                new AcceptPosts(posts),
                PostsAccepted.class,
                exchange.leftMillis(clock))
            .onSuccess(tally::add);
  }
}
