package dev.windsock.bus;

import dev.windsock.bus.Messages.Priority;
import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.Reading;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records by which the bus asks providers, gives them the caller's own posts and tells how they
 * are. Immutable; the addresses say which goes where.
 */
public final class ProviderMessages {
  /** Those that cross the bus as the body of a question or an answer. */
  static final List<Class<? extends Record>> ALL =
      List.of(
          ReadRequest.class,
          ReadReply.class,
          AcceptPosts.class,
          PostsAccepted.class,
          ProviderStates.class);

  private ProviderMessages() {}

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
}
