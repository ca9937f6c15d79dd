package dev.windsock.score;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A few analyses to use again, one for each thread that scores at the same time. Threads spread
 * over the places by their id; who finds a place empty makes a new analysis, who finds it taken
 * drops his. So it never waits, and never holds more than {@link #PLACES}. Safe on any thread.
 */
final class Analyses {
  /** More than the event loops and workers that score at once; some 250 KB each when used. */
  private static final int PLACES = 16;

  private final AtomicReferenceArray<@Nullable Analysis> places =
      new AtomicReferenceArray<>(PLACES);
  private final Lexicon lexicon;
  private final Table valences;

  Analyses(Lexicon lexicon, Table valences) {
    this.lexicon = lexicon;
    this.valences = valences;
  }

  /** An analysis that nobody else has. */
  Analysis take() {
    Analysis analysis = places.getAndSet(place(), null);
    return analysis == null ? new Analysis(lexicon, valences) : analysis;
  }

  /** Gives one back that is not used any more. */
  void give(Analysis analysis) {
    places.lazySet(place(), analysis);
  }

  private static int place() {
    return (int) Thread.currentThread().getId() & (PLACES - 1);
  }
}
