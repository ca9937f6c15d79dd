package dev.windsock.bus;

import dev.windsock.bus.Messages.Priority;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records by which the bus asks for permits and tells of quotas. Immutable; the addresses say
 * which goes where.
 */
public final class QuotaMessages {
  /** Those that cross the bus as the body of a question or an answer. */
  static final List<Class<? extends Record>> ALL =
      List.of(
          Acquire.class,
          Permit.class,
          Adopt.class,
          Settle.class,
          Cancel.class,
          Peek.class,
          QuotaStates.class);

  private QuotaMessages() {}

  /**
   * Asks for permits to call a provider.
   *
   * @param provider whose quota
   * @param cost what one call costs, ≥ 1
   * @param wanted how many calls, ≥ 1; fewer may be granted, never none with success
   * @param priority who goes first
   * @param maxWaitMillis how long to wait at most; 0 decides at once
   * @param ticket a name of the caller's own by which it may cancel its wait, up to 64 characters;
   *     null for none
   */
  public record Acquire(
      String provider,
      int cost,
      int wanted,
      Priority priority,
      long maxWaitMillis,
      @Nullable String ticket) {
    /** A request that waits until it is served or its time is over. */
    public Acquire(String provider, int cost, int wanted, Priority priority, long maxWaitMillis) {
      this(provider, cost, wanted, priority, maxWaitMillis, null);
    }
  }

  /**
   * Takes a request out of the line: it is answered by a refusal, {@code cancelled}. Without effect
   * once it is answered.
   *
   * @param provider whose quota
   * @param ticket as the request says
   */
  public record Cancel(String provider, String ticket) {}

  /**
   * A decision on permits: the state after it, waiting included.
   *
   * @param granted how many calls may be made now; 0 is a refusal
   * @param lane where they were taken from: {@code local}, {@code shared} or {@code none}
   * @param validMillis a permit not used within this time, counted from its arrival, is void
   * @param reason for a refusal, why: {@code spent}, {@code blocked}, {@code held}, {@code
   *     queue_full}, {@code cancelled}, {@code unknown_provider}; else {@code granted}
   * @param remaining calls left in the tightest window
   * @param resetAtMillis wall time in ms at which the asked-for cost fits (again), from the entries
   *     in the window
   * @param validUntilMillis wall time in ms from which on it is void all the same, however long it
   *     was under way
   * @param grant what the calls are to be settled by once each is answered; 0 when there is nothing
   *     to settle
   */
  public record Permit(
      int granted,
      String lane,
      long validMillis,
      String reason,
      long remaining,
      long resetAtMillis,
      long validUntilMillis,
      long grant) {
    /** A permit that is never settled. */
    public Permit(
        int granted,
        String lane,
        long validMillis,
        String reason,
        long remaining,
        long resetAtMillis,
        long validUntilMillis) {
      this(granted, lane, validMillis, reason, remaining, resetAtMillis, validUntilMillis, 0);
    }
  }

  /**
   * Says what became of calls that were granted, so that they count from the moment at which they
   * are known to have arrived, and not from the last at which they could have. Optional: a call
   * that is never settled counts for as long as it could be under way. Each call at most once.
   *
   * @param provider whose quota
   * @param grant as the permit says
   * @param calls how many of its calls, ≥ 1
   * @param sent true when they are answered; false when they never were sent, and never will be
   */
  public record Settle(String provider, long grant, int calls, boolean sent) {}

  /**
   * What an upstream said about its quota; only ever lowers ours.
   *
   * @param provider who said it
   * @param remaining calls it says are left, or null
   * @param resetAtMillis wall time in ms at which it says they return, or null
   * @param refused whether it refused the call (429 or its like): blocks until the reset
   */
  public record Adopt(
      String provider, @Nullable Long remaining, @Nullable Long resetAtMillis, boolean refused) {}

  /** Asks how quotas stand; null for all. */
  public record Peek(@Nullable String provider) {}

  /** How quotas stand. */
  public record QuotaStates(List<QuotaState> quotas) {}

  /**
   * How one provider's quota stands.
   *
   * @param lane from which the next permit would come
   * @param waiters how many wait for a permit
   * @param blockedUntil until when the upstream's own refusal blocks it, or null
   * @param exhaustsAt when the tightest window is predicted to be spent at the present rate, or
   *     null
   * @param waiting who they are
   * @param quarantinedUntil until when the local lane rests, since it is not known what an earlier
   *     run granted, or null
   * @param heldUntil until when the shared lane rests, since its ledger may have lost grants, or
   *     null
   * @param underWay calls that were granted and not settled, of the latest that can be
   */
  public record QuotaState(
      String provider,
      String lane,
      int waiters,
      @Nullable Instant blockedUntil,
      @Nullable Instant exhaustsAt,
      List<WindowState> windows,
      Waiting waiting,
      @Nullable Instant quarantinedUntil,
      @Nullable Instant heldUntil,
      int underWay) {
    /** A quota for which nobody waits and of which nothing is under way. */
    public QuotaState(
        String provider,
        String lane,
        int waiters,
        @Nullable Instant blockedUntil,
        @Nullable Instant exhaustsAt,
        List<WindowState> windows) {
      this(
          provider,
          lane,
          waiters,
          blockedUntil,
          exhaustsAt,
          windows,
          new Waiting(waiters, 0),
          null,
          null,
          0);
    }
  }

  /** How many wait for permits, of each class. */
  public record Waiting(int interactive, int warming) {}

  /**
   * How one window stands.
   *
   * @param limit calls allowed in it
   * @param window its length in seconds
   * @param remaining calls left
   * @param resetAt when one more call fits once none is left, or when the oldest call leaves it;
   *     never in the past
   * @param local the part that this instance has to itself
   * @param shared the part that all instances share, as last heard
   */
  public record WindowState(
      long limit,
      double window,
      long remaining,
      Instant resetAt,
      LaneState local,
      LaneState shared) {}

  /** How one lane stands in one window: its part of the limit, and what is left of that. */
  public record LaneState(long limit, long remaining) {}
}
