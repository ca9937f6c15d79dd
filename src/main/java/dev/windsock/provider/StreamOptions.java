package dev.windsock.provider;

import dev.windsock.option.Check;
import java.time.Duration;

/**
 * How a source that streams is listened to; of no meaning for one that is asked.
 *
 * @param url where the stream is, as {@code wss://host}; empty for the provider's {@code baseUrl}
 * @param lookback how far back to begin when nothing is known of where an earlier run ended
 * @param flushEvery how long posts gather before they are scored and written, a symbol at a time
 * @param idleTimeout a connection that is silent for longer is given up and made anew
 */
public record StreamOptions(
    String url, Duration lookback, Duration flushEvery, Duration idleTimeout) {
  public StreamOptions {
    if (!url.isEmpty()) {
      Endpoint.parse(url);
    }
    Check.range("lookback", lookback, Duration.ZERO, Duration.ofHours(36));
    Check.range("flushEvery", flushEvery, Duration.ofMillis(10), Duration.ofSeconds(10));
    Check.range("idleTimeout", idleTimeout, Duration.ofMillis(200), Duration.ofHours(1));
  }
}
