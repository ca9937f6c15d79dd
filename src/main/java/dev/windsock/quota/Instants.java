package dev.windsock.quota;

/**
 * When things can happen, both lanes and the upstream's word taken together. Monotonic nanoseconds;
 * {@link Ledger#NEVER} for what is not known. Belongs to one event loop.
 */
final class Instants {
  private final Lanes lanes;
  private final Adoption adoption;

  Instants(Lanes lanes, Adoption adoption) {
    this.lanes = lanes;
    this.adoption = adoption;
  }

  /** From when a call certainly fits. */
  long fitsAt(int cost, long now) {
    return notBefore(lanes.fitsAt(now, cost), adoption.fitsAt(now, cost));
  }

  /** Before this nothing fits, whatever becomes of the calls under way. */
  long hopesAt(int cost, long now) {
    return notBefore(lanes.hopesAt(now, cost), adoption.fitsAt(now, cost));
  }

  /** When to look again if nothing is heard before. */
  long looksAgainAt(int cost, boolean asking, long now) {
    long ask = asking ? Ledger.NEVER : lanes.askableAt(cost);
    long lane = Lanes.earlier(lanes.localFitsAt(now, cost), ask);
    return notBefore(lane, adoption.fitsAt(now, cost));
  }

  private static long notBefore(long lane, long word) {
    return lane == Ledger.NEVER || lane - word > 0 ? lane : word;
  }
}
