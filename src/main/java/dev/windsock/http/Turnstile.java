package dev.windsock.http;

import dev.windsock.quota.ClientLimit;
import dev.windsock.quota.ClientLimit.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request pass, or refuses it with 429, by what its client asked before; says either way how
 * much is left (IETF draft 11). Probes and scrapes always pass. Thread-safe.
 */
final class Turnstile {
  private static final String POLICY_NAME = "default";
  private static final CharSequence POLICY = HttpHeaders.createOptimized("ratelimit-policy");
  private static final CharSequence LIMIT = HttpHeaders.createOptimized("ratelimit");
  private static final Set<String> EXEMPT = Set.of("/livez", "/readyz", "/health", "/metrics");
  private static final Fault REFUSED =
      new Fault(429, "rate_limited", "Rate limited", "This client asks too often.");

  private final @Nullable ClientLimit limit;
  private final Clients clients;
  private final Problems problems;
  private final CharSequence policy;
  private final Counter refused;

  /**
   * @param limit null for none
   */
  Turnstile(
      @Nullable ClientLimit limit,
      ClientOptions options,
      Problems problems,
      MeterRegistry registry) {
    this.limit = limit;
    this.clients = new Clients(options);
    this.problems = problems;
    this.policy = limit == null ? "" : HttpHeaders.createOptimized(limit.policy(POLICY_NAME));
    this.refused =
        Counter.builder("windsock.http.limited")
            .description("Requests refused since their client asked too often")
            .register(registry);
  }

  /** Counts a request. Returns whether it may pass; else it is answered. */
  boolean admit(HttpServerRequest request) {
    ClientLimit own = limit;
    String client = own == null ? null : clients.of(request);
    if (own == null || client == null || EXEMPT.contains(String.valueOf(request.path()))) {
      return true;
    }
    Verdict verdict = own.check(client);
    request.response().putHeader(POLICY, policy).putHeader(LIMIT, verdict.header(POLICY_NAME));
    if (verdict.allowed()) {
      return true;
    }
    refused.increment();
    AnswerResponse.secured(request.response());
    problems.send(request, REFUSED.retryIn(problems.nowMillis(), verdict.retryAfterSeconds()));
    return false;
  }
}
