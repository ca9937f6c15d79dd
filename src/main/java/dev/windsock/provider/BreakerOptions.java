package dev.windsock.provider;

import dev.windsock.option.Check;
import java.time.Duration;

/**
 * When a provider is left alone.
 *
 * @param window over how long calls are counted
 * @param minCalls fewer calls than this in the window never open it
 * @param failureRate the share of failed calls that opens it, 0 to 1
 * @param slowCall a call that takes longer counts as slow
 * @param slowRate the share of slow calls that opens it, 0 to 1
 * @param openFor how long it stays open before one call is let through to try
 * @param suspendFor how long it is left alone after it refused us in a way that time seldom heals
 *     (401, 402, 403)
 */
public record BreakerOptions(
    Duration window,
    int minCalls,
    double failureRate,
    Duration slowCall,
    double slowRate,
    Duration openFor,
    Duration suspendFor) {
  public BreakerOptions {
    Check.range("window", window, Duration.ofSeconds(1), Duration.ofHours(1));
    Check.range("minCalls", minCalls, 1, 10_000);
    Check.range("failureRate", failureRate, 0.01, 1);
    Check.range("slowCall", slowCall, Duration.ofMillis(1), Duration.ofMinutes(5));
    Check.range("slowRate", slowRate, 0.01, 1);
    Check.range("openFor", openFor, Duration.ofMillis(100), Duration.ofDays(1));
    Check.range("suspendFor", suspendFor, Duration.ofSeconds(1), Duration.ofDays(31));
  }
}
