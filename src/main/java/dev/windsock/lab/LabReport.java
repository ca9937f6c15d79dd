package dev.windsock.lab;

import java.util.List;
import java.util.Map;

/**
 * What the lab counted since it was started or reset.
 *
 * @param millis wall time of the report in ms
 * @param trapped requests that followed a redirect to where they should not have gone
 * @param providers by id, those that were asked at least once
 */
public record LabReport(long millis, long trapped, Map<String, Provider> providers) {

  /**
   * One provider.
   *
   * @param requests all arrivals
   * @param refused those answered as over the limit
   * @param violations those that were one too many in some rolling window
   * @param windows the same by window
   * @param faults faults played, by kind
   * @param statuses answers that were sent whole, by HTTP status
   * @param asked requests by what they asked for, the first thousand different ones
   * @param streams what was sent unasked
   */
  public record Provider(
      long requests,
      long refused,
      long violations,
      List<WindowCount> windows,
      Map<String, Long> faults,
      Map<Integer, Long> statuses,
      Map<String, Long> asked,
      Streams streams) {}

  /**
   * Connections over which a provider sends unasked.
   *
   * @param opened that were let in
   * @param open at this moment
   * @param peak the most of one client at once
   * @param events sent over them
   */
  public record Streams(long opened, long open, long peak, long events) {}

  /**
   * One window over all of a provider's clients.
   *
   * @param limit what is allowed
   * @param violations arrivals that were one too many in the window that ends with them
   * @param peak the most arrivals of one client in any rolling window; counted up to four times the
   *     limit and sixteen
   * @param alignedViolations arrivals that were one too many in a window aligned to the wall clock
   * @param alignedPeak the most arrivals of one client in any aligned window
   */
  public record WindowCount(
      Limit limit, long violations, long peak, long alignedViolations, long alignedPeak) {}

  /** Violations of all providers together. */
  public long violations() {
    return providers.values().stream().mapToLong(Provider::violations).sum();
  }

  /** Requests to all providers together. */
  public long requests() {
    return providers.values().stream().mapToLong(Provider::requests).sum();
  }
}
