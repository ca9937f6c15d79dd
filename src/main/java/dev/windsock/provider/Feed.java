package dev.windsock.provider;

import dev.windsock.bus.ProviderMessages.AcceptPosts;
import dev.windsock.bus.ProviderMessages.PostsAccepted;
import dev.windsock.bus.ProviderMessages.ReadReply;
import dev.windsock.bus.ProviderMessages.ReadRequest;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes the caller's own posts and gives readings of them. Posting the same again changes nothing.
 * Requests are taken one after the other. Runs on the context of its verticle.
 */
final class Feed {
  private static final int MAX_WAITING = 16;

  private final Vertx vertx;
  private final Clock clock;
  private final FeedScoring scoring;
  private final Held held;
  private final Gate requests = new Gate(1, MAX_WAITING);

  Feed(Vertx vertx, Clock clock, FeedScoring scoring, Held held) {
    this.vertx = vertx;
    this.clock = clock;
    this.scoring = scoring;
    this.held = held;
  }

  Future<PostsAccepted> accept(AcceptPosts request) {
    return requests.enter(() -> take(request));
  }

  private Future<PostsAccepted> take(AcceptPosts request) {
    long now = clock.millis();
    return vertx
        .executeBlocking(() -> scoring.score(request.posts(), now), false)
        .compose(
            scored ->
                held.write(scored.readings().stream().map(Held.Delta::of).toList(), now)
                    .map(changes -> told(request, scored, changes)));
  }

  private static PostsAccepted told(
      AcceptPosts request, FeedScoring.Scored scored, List<Held.Change> changes) {
    Set<String> ids = new HashSet<>();
    changes.forEach(change -> ids.addAll(change.ids()));
    return new PostsAccepted(
        request.posts().size(), ids.size(), Held.symbols(changes), scored.withoutSymbol());
  }

  ReadReply read(ReadRequest request) {
    return new ReadReply(request.wanted().stream().map(held::read).toList());
  }
}
