package dev.windsock.provider;

import dev.windsock.provider.Parsed.Refusal;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The one table from status, content and transport to {@link Problem}. Details name the status or
 * the kind of fault, never an address, a query or a word of the body.
 *
 * <table>
 * <caption>Statuses</caption>
 * <tr><td>any</td><td>what the upstream's own {@link Upstream#refusal} makes of it, first of all:
 * limits that come with another status or inside a body</td></tr>
 * <tr><td>200</td><td>good, unless it is HTML where data were agreed on: malformed</td></tr>
 * <tr><td>304</td><td>good where it was asked for: the answer kept is still the answer</td></tr>
 * <tr><td>401</td><td>unauthorized: what was prepared is renewed once, else the provider is
 * suspended</td></tr>
 * <tr><td>402, 403, 451</td><td>disabled: suspended for long; block pages come as 403</td></tr>
 * <tr><td>404, 410 and other 4xx</td><td>not found: it has no answer to this one question, which
 * says nothing of how it is</td></tr>
 * <tr><td>408</td><td>timed out</td></tr>
 * <tr><td>429</td><td>rate limited, until what {@code Retry-After} or the quota headers say</td></tr>
 * <tr><td>5xx</td><td>unavailable; the body is never read</td></tr>
 * <tr><td>anything else</td><td>malformed</td></tr>
 * </table>
 */
final class Failures {
  private Failures() {}

  /** What is wrong with an answer, or null when it can be parsed. */
  static @Nullable ProblemException ofReply(Upstream upstream, Reply reply, long nowMillis) {
    int status = reply.status();
    Refusal own = upstream.refusal(reply, nowMillis);
    if (own != null) {
      return refused(upstream, reply, own, nowMillis);
    }
    Problem problem = usual(status);
    if (problem == null) {
      return isHtml(reply) ? malformed("HTML came where data were expected") : null;
    }
    Long retryAt = heals(problem) ? retryAt(upstream, reply, nowMillis) : null;
    return new ProblemException(problem, "the upstream answered " + status, retryAt);
  }

  /** What a status means that answers a call to open a stream, whatever the body says. */
  static ProblemException ofUpgrade(int status) {
    Problem problem = usual(status);
    boolean refusal = problem != null && problem != Problem.NOT_FOUND;
    return new ProblemException(
        problem != null && refusal ? problem : Problem.UNAVAILABLE,
        "the upstream answered " + status + " instead of a stream");
  }

  /** What a refusal amounts to that was read from an answer. */
  static ProblemException refused(Upstream upstream, Reply reply, Refusal refusal, long nowMillis) {
    Long told = refusal.retryAtMillis();
    boolean untold = told == null && heals(refusal.problem());
    return new ProblemException(
        refusal.problem(),
        "the upstream refused with " + reply.status(),
        untold ? retryAt(upstream, reply, nowMillis) : told);
  }

  private static boolean heals(Problem problem) {
    return problem == Problem.RATE_LIMITED || problem == Problem.UNAVAILABLE;
  }

  private static @Nullable Problem usual(int status) {
    return switch (status) {
      case 200 -> null;
      case 401 -> Problem.UNAUTHORIZED;
      case 402, 403, 451 -> Problem.DISABLED;
      case 408 -> Problem.TIMED_OUT;
      case 429 -> Problem.RATE_LIMITED;
      default -> {
        if (status >= 500 && status <= 599) {
          yield Problem.UNAVAILABLE;
        }
        yield status >= 400 && status <= 499 ? Problem.NOT_FOUND : Problem.MALFORMED;
      }
    };
  }

  /** From when the reply says that trying again makes sense, or null. */
  static @Nullable Long retryAt(Upstream upstream, Reply reply, long nowMillis) {
    Long after = RateDialect.retryAfter(reply, nowMillis);
    if (after != null) {
      return after;
    }
    Long reset = upstream.rate(reply, nowMillis).resetAtMillis();
    return reset == null || reset <= nowMillis ? null : reset;
  }

  /** Some block pages come with status 200, some call themselves something else. */
  private static boolean isHtml(Reply reply) {
    if (reply.mediaType().equals("text/html")) {
      return true;
    }
    int length = Math.min(64, reply.body().length());
    String start =
        reply.body().getString(0, length, "ISO-8859-1").stripLeading().toLowerCase(Locale.ROOT);
    return start.startsWith("<!doctype html") || start.startsWith("<html");
  }

  /** What a failed exchange amounts to. */
  static ProblemException ofTransport(Throwable cause) {
    if (cause instanceof ProblemException problem) {
      return problem;
    }
    if (cause instanceof ConnectTimeoutException || cause instanceof TimeoutException) {
      return new ProblemException(Problem.TIMED_OUT, "the upstream took too long");
    }
    if (cause instanceof ConnectionPoolTooBusyException) {
      return new ProblemException(Problem.OVERLOADED, "too many calls wait for a connection");
    }
    if (cause instanceof SSLException) {
      return new ProblemException(Problem.UNAVAILABLE, "no secure connection to the upstream");
    }
    if (cause instanceof DecoderException || cause instanceof IllegalArgumentException) {
      return malformed("the upstream does not speak HTTP");
    }
    return new ProblemException(Problem.UNAVAILABLE, "no connection to the upstream, or lost");
  }

  /** What cannot be understood. */
  static ProblemException malformed(String detail) {
    return new ProblemException(Problem.MALFORMED, detail);
  }

  /** Whether a problem says that the provider is unwell; a refusal says that it is alive. */
  static boolean isFault(Problem problem) {
    return switch (problem) {
      case UNAVAILABLE, TIMED_OUT, MALFORMED, INTERNAL -> true;
      default -> false;
    };
  }
}
