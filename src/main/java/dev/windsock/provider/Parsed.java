package dev.windsock.provider;

import dev.windsock.sentiment.Problem;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an upstream's answer turned out to hold. */
public sealed interface Parsed {
  /**
   * Posts.
   *
   * @param posts in any order
   * @param next the page that follows, in the upstream's own terms; null when there is no more that
   *     is new
   * @param cursor where the next read goes on; null when it stays where it was
   * @param withdrawn ids of posts that were taken back and are to be forgotten
   */
  record Page(
      List<Post> posts, @Nullable String next, @Nullable String cursor, Set<String> withdrawn)
      implements Parsed {
    public Page {
      posts = List.copyOf(posts);
      withdrawn = Set.copyOf(withdrawn);
    }

    /** A page that takes nothing back. */
    public Page(List<Post> posts, @Nullable String next, @Nullable String cursor) {
      this(posts, next, cursor, Set.of());
    }
  }

  /**
   * A refusal inside a body, whatever the status said.
   *
   * @param problem what it amounts to
   * @param retryAtMillis wall time in ms from which trying again makes sense, if told
   */
  record Refusal(Problem problem, @Nullable Long retryAtMillis) implements Parsed {}
}
