package dev.windsock.score;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A rated text of a corpus.
 *
 * @param corpus where it comes from
 * @param text the text
 * @param target what it is rated about
 * @param label {@link Model#NEGATIVE}, {@link Model#NEUTRAL} or {@link Model#POSITIVE}; −1 where
 *     only the rating is known
 * @param rating −1 to 1; where people rated on a scale, a little beyond for what they are sure of
 * @param mixed whether the same text is rated differently for another target
 * @param opposed whether it is positive for one target and negative for another
 */
record Example(
    Corpus corpus,
    String text,
    Target target,
    int label,
    double rating,
    boolean mixed,
    boolean opposed) {
  /** The corpora by what they hold. */
  enum Corpus {
    TWEETS(1),
    HEADLINES(1),
    /** Texts of kinds that the others do not show, made for this project. */
    INVENTED(.5),
    TALK(.5),
    PRODUCTS(.1),
    FILMS(.1);

    /** What one text of the corpus counts for in training. */
    final double weight;

    Corpus(double weight) {
      this.weight = weight;
    }
  }

  /** A text rated in one of three classes. */
  static Example labelled(
      Corpus corpus, String text, Target target, int label, boolean mixed, boolean opposed) {
    return new Example(corpus, text, target, label, label - 1, mixed, opposed);
  }

  /** A text rated on a scale. */
  static Example rated(Corpus corpus, String text, double rating) {
    return new Example(corpus, text, Target.WHOLE, -1, rating, false, false);
  }

  /** Whether the text belongs to the fifth that is never trained on or tuned by. */
  boolean isHeldOut() {
    return part(0) == 0;
  }

  /** In which fifth of the training part a text is, 0 to 4, in one of up to 31 draws, from 0 on. */
  int fold(int draw) {
    return part(1 + draw);
  }

  private int part(int at) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return (hash[at] & 0xff) % 5;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The rating that training aims at, −1 to 1. */
  double aim() {
    return Math.max(-1, Math.min(1, rating));
  }

  /** The share of a class that training aims at. */
  double aim(int kind) {
    if (label >= 0) {
      return label == kind ? 1 : 0;
    }
    return switch (kind) {
      case Model.NEGATIVE -> Math.max(0, -aim());
      case Model.POSITIVE -> Math.max(0, aim());
      default -> 1 - Math.abs(aim());
    };
  }
}
