package dev.windsock.bus;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Answer;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.Question;
import dev.windsock.sentiment.Reading;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The records that the bus carries. Immutable; the addresses say which goes where. */
public final class Messages {
  private Messages() {}

  /** Nothing to say. */
  public record Nothing() {
    /** The one instance worth having. */
    public static final Nothing NOTHING = new Nothing();
  }

  /** Who goes first when calls must wait. */
  public enum Priority {
    /** Somebody waits for the answer. */
    INTERACTIVE,
    /** Nobody waits: refreshing ahead. */
    WARMING;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One answer a symbol, in the order of the question. */
  public record AskReply(List<Answer> answers) {}

  /**
   * Reads symbols from one provider.
   *
   * @param wanted the symbols, each with what is known of it already
   * @param priority who goes first
   * @param budgetMillis how long the whole read may take; what is not read by then is timed out
   */
  public record ReadRequest(List<Wanted> wanted, Priority priority, long budgetMillis) {
    public ReadRequest {
      wanted = List.copyOf(wanted);
    }
  }

  /**
   * A symbol to read.
   *
   * @param symbol the canonical code
   * @param earlier the last reading, from whose cursor to go on and into which to merge
   */
  public record Wanted(String symbol, @Nullable Reading earlier) {
    public Wanted {
      if (symbol == null) {
        throw new InvalidValueException("symbol", "null", "a symbol");
      }
    }
  }

  /** What came of each symbol, in the order of the request. */
  public record ReadReply(List<Read> reads) {
    public ReadReply {
      reads = List.copyOf(reads);
    }
  }

  /**
   * What came of reading one symbol: either a reading (merged with the earlier one) or a problem.
   *
   * @param retryAtMillis with a problem, wall time in ms from which trying again makes sense
   */
  public record Read(
      String symbol,
      @Nullable Reading reading,
      @Nullable Problem problem,
      @Nullable Long retryAtMillis) {
    /** Read with success. */
    public static Read of(Reading reading) {
      return new Read(reading.symbol(), reading, null, null);
    }

    /** Not read. */
    public static Read failed(String symbol, Problem problem, @Nullable Long retryAtMillis) {
      return new Read(symbol, null, problem, retryAtMillis);
    }
  }

  /** Posts of the caller's own. */
  public record AcceptPosts(List<OwnPost> posts) {
    public AcceptPosts {
      posts = List.copyOf(posts);
    }
  }

  /**
   * One post of the caller's own, already checked.
   *
   * @param id unique among the caller's posts; posting it again replaces it
   * @param text what is scored; not kept
   * @param publishedAt when it was published
   * @param symbols canonical codes it is about; empty to have them found in the text
   * @param author the author's name; only a hash is kept
   * @param url where it can be read
   * @param engagement likes, replies and shares together
   * @param source the caller's name for where it came from
   */
  public record OwnPost(
      String id,
      String text,
      Instant publishedAt,
      List<String> symbols,
      @Nullable String author,
      @Nullable String url,
      @Nullable Double engagement,
      @Nullable String source) {
    public OwnPost {
      symbols = List.copyOf(symbols);
    }
  }

  /**
   * What came of own posts.
   *
   * @param accepted posts taken, those without any symbol included
   * @param changed posts that were new or different
   * @param symbols canonical codes whose reading changed
   * @param withoutSymbol ids of posts in which no symbol was found
   */
  public record PostsAccepted(
      int accepted, int changed, List<String> symbols, List<String> withoutSymbol) {}

  /** Asks for one value of the bus's own cache. */
  public record CacheGet(String key) {}

  /** Asks for many values of the bus's own cache. */
  public record CacheGetAll(List<String> keys) {}

  /**
   * Stores one value in the bus's own cache.
   *
   * @param value any JSON value
   * @param ttlMillis how long it is fresh
   * @param tags what it can be invalidated by, beside its key; may be left out
   */
  public record CachePut(String key, Object value, long ttlMillis, @Nullable List<String> tags) {}

  /**
   * Stores many values in the bus's own cache, in one round-trip to Redis.
   *
   * @param values any JSON values by their keys
   * @param ttlMillis how long they are fresh
   * @param tags what they can be invalidated by, beside their keys; may be left out
   */
  public record CachePutAll(
      Map<String, Object> values, long ttlMillis, @Nullable List<String> tags) {}

  /** How many values were stored: all of them. */
  public record CacheStored(int stored) {}

  /**
   * Has symbols read ahead of the next question.
   *
   * @param symbols what to read; left out or empty for the configured and the most asked for
   */
  public record Warm(@Nullable List<String> symbols) {}

  /**
   * What is being read ahead now, behind the reply.
   *
   * @param symbols how many symbols
   * @param queued whether an earlier warming has to end first
   */
  public record Warmed(int symbols, boolean queued) {}

  /**
   * One cached value.
   *
   * @param value null when there is none
   * @param ageMillis since it was stored; null when there is none
   */
  public record CacheValue(String key, @Nullable Object value, @Nullable Long ageMillis) {}

  /** Many cached values, in the order they were asked for. */
  public record CacheValues(List<CacheValue> values) {}

  /**
   * Removes what carries the tag, or is under one of the keys, or matches every one of the other
   * parts that are given; at least one must be, and tag and keys stand alone.
   *
   * @param symbol a canonical code
   * @param source a provider's id
   * @param tag a tag
   * @param pattern a glob over keys
   * @param keys keys of the bus's own cache, as they are
   * @param dryRun only count
   */
  public record Invalidate(
      @Nullable String symbol,
      @Nullable String source,
      @Nullable String tag,
      @Nullable String pattern,
      @Nullable List<String> keys,
      boolean dryRun) {
    /** Without keys. */
    public Invalidate(
        @Nullable String symbol,
        @Nullable String source,
        @Nullable String tag,
        @Nullable String pattern,
        boolean dryRun) {
      this(symbol, source, tag, pattern, null, dryRun);
    }

    /** From JSON, where everything that is not meant may be left out. */
    @JsonCreator
    static Invalidate of(
        @JsonProperty("symbol") @Nullable String symbol,
        @JsonProperty("source") @Nullable String source,
        @JsonProperty("tag") @Nullable String tag,
        @JsonProperty("pattern") @Nullable String pattern,
        @JsonProperty("keys") @Nullable List<String> keys,
        @JsonProperty("dry_run") @Nullable Boolean dryRun) {
      return new Invalidate(symbol, source, tag, pattern, keys, Boolean.TRUE.equals(dryRun));
    }
  }

  /** How many entries were removed, or would have been. */
  public record Invalidated(long removed, boolean dryRun) {}

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

  /** How the providers are. */
  public record ProviderStates(List<ProviderState> providers) {}

  /**
   * How one provider is.
   *
   * @param state {@code idle} (not deployed yet), {@code up}, {@code failing} or {@code disabled}
   * @param reason for a disabled one, why
   * @param breaker {@code closed}, {@code open} or {@code half_open}
   * @param uptime share of calls that did not fail in the last hour; null without calls
   * @param latencyMs quantiles of the last calls: p50, p90, p99; null without calls
   * @param lastSuccess when a call last succeeded
   * @param lastProblem what the last failure was
   * @param stream how its stream is; null for a provider that is asked, or not deployed
   */
  public record ProviderState(
      String id,
      String state,
      @Nullable String reason,
      String breaker,
      long requests,
      long failures,
      @Nullable Double uptime,
      @Nullable Latency latencyMs,
      @Nullable Instant lastSuccess,
      @Nullable Problem lastProblem,
      boolean simulated,
      @Nullable StreamState stream) {}

  /**
   * How a stream is; counts since its verticle was deployed.
   *
   * @param state {@code live}, {@code connecting}, {@code following} (another instance listens) or
   *     {@code waiting}
   * @param connects connections that were made
   * @param received messages and events, all kinds
   * @param matched posts on some symbol
   * @param duplicates events that came again
   * @param deleted posts that were taken back
   * @param malformed messages that were not understood
   * @param dropped messages thrown away unread, to be asked for again
   * @param gaps times that a part of the stream was given up
   * @param lagMs how old the newest event was when it was written; null before the first
   * @param buffered messages that wait to be read
   */
  public record StreamState(
      String state,
      long connects,
      long received,
      long matched,
      long duplicates,
      long deleted,
      long malformed,
      long dropped,
      long gaps,
      @Nullable Long lagMs,
      int buffered) {}

  /** Latency quantiles in milliseconds. */
  public record Latency(double p50, double p90, double p99) {}

  /** Readings of these symbols changed, at this provider. */
  public record SentimentChanged(String provider, List<String> symbols) {}

  /** These configuration keys changed and took effect. */
  public record ConfigChanged(List<String> keys) {}

  /** A breaker went from one state to another. */
  public record BreakerMoved(String provider, String from, String to) {}

  /** Redis was lost or found, and why. */
  public record RedisMoved(String state, String reason) {}

  /** Entries were removed; each part is null where it did not matter. */
  public record CacheInvalidated(
      @Nullable String symbol, @Nullable String source, long removed, String origin) {}

  /** Every record that crosses the bus as a message body. */
  static final List<Class<? extends Record>> ALL =
      List.of(
          Nothing.class,
          Question.class,
          AskReply.class,
          ReadRequest.class,
          ReadReply.class,
          AcceptPosts.class,
          PostsAccepted.class,
          CacheGet.class,
          CacheGetAll.class,
          CachePut.class,
          CachePutAll.class,
          CacheStored.class,
          Warm.class,
          Warmed.class,
          CacheValue.class,
          CacheValues.class,
          Invalidate.class,
          Invalidated.class,
          Acquire.class,
          Permit.class,
          Adopt.class,
          Settle.class,
          Cancel.class,
          Peek.class,
          QuotaStates.class,
          ProviderStates.class);
}
