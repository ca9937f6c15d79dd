package dev.windsock.score;

import dev.windsock.sentiment.Answer;

/** Text to number. Implementations are pure and safe on any thread. */
public interface Scorer {
  /** Which scorer and which version; part of the cache's keys. */
  Answer.ScorerId id();

  /**
   * Scores a text, in time linear in its length.
   *
   * @param text any text, hostile ones included; what lies beyond the scorer's cap is ignored
   * @param target what the score is about
   * @param hints what is known besides the text
   */
  Score score(CharSequence text, Target target, Hints hints);
}
