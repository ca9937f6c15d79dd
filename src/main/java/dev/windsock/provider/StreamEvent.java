package dev.windsock.provider;

import dev.windsock.sentiment.Problem;

/** What a stream tells, one thing at a time. Positions are unix time in µs and grow. */
public sealed interface StreamEvent {
  /**
   * A post is new or was changed.
   *
   * @param atMicros the position
   * @param revision tells one version of the post from another
   */
  record Posted(long atMicros, String revision, Post post) implements StreamEvent {}

  /** A post was taken back by its author: nothing of it may be kept. */
  record Deleted(long atMicros, String id) implements StreamEvent {
    public Deleted {
      id = CleanText.id(id);
    }
  }

  /** Something that does not matter here, but tells how far the stream has come. */
  record Passed(long atMicros) implements StreamEvent {}

  /**
   * The upstream ends the stream.
   *
   * @param problem what that amounts to
   * @param why in few words of our own: never the upstream's
   */
  record Ended(Problem problem, String why) implements StreamEvent {}
}
