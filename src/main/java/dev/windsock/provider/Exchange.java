package dev.windsock.provider;

import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request under way. Whatever ends it early (deadline, cap, fault) resets the request, so that
 * neither its connection nor its body lives on. Single-threaded: everything runs on one context.
 *
 * <p>Looking up the name, connecting, TLS and the wait for a pooled connection may outlast the
 * permit; a request whose permit ran out meanwhile is never sent: that is looked at right before
 * the write. What is sent and not answered by the deadline is reset, and the connection closed in a
 * way that drops what the system has not sent yet, so that nothing of it leaves later.
 */
final class Exchange {
  /** How a call fails that could not be sent while its permit held: it may have another permit. */
  @SuppressWarnings("StaticAssignmentOfThrowable") // without a stack, and told apart by identity
  static final ProblemException VOID =
      new ProblemException(Problem.OVERLOADED, "the permit ran out before the call could be sent");

  private final Clock clock;
  private final int maxBytes;
  private final long sendByNanos;
  private final @Nullable String form;
  private final Leave.Fate fate;
  private final Promise<Reply> promise = Promise.promise();
  private final Buffer body = Buffer.buffer();
  private Clock.@Nullable Timer timer;
  private @Nullable HttpClientRequest request;
  private boolean sent;
  private boolean done;

  Exchange(Clock clock, int maxBytes, Leave leave, @Nullable String form) {
    this.form = form;
    this.clock = clock;
    this.maxBytes = maxBytes;
    this.sendByNanos = leave.sendByNanos();
    this.fate = leave.fate();
  }

  Future<Reply> run(HttpClient client, RequestOptions options, long timeoutNanos) {
    timer =
        clock.after(
            Math.max(1, timeoutNanos),
            () -> fail(new ProblemException(Problem.TIMED_OUT, "the upstream took too long")));
    client.request(options).onComplete(this::opened, this::fail);
    return promise.future();
  }

  private void opened(HttpClientRequest opened) {
    opened.exceptionHandler(this::fail);
    if (done) {
      opened.reset();
      return;
    }
    request = opened;
    if (clock.nanos() - sendByNanos >= 0) {
      fail(VOID);
      return;
    }
    sent = true;
    (form == null ? opened.send() : opened.send(form)).onComplete(this::answered, this::fail);
  }

  private void answered(HttpClientResponse response) {
    fate.answered();
    if (done) {
      return;
    }
    response.exceptionHandler(this::fail);
    if (announced(response) > maxBytes) {
      fail(tooLarge());
      return;
    }
    response.handler(this::received);
    response.endHandler(end -> finish(response));
  }

  private static long announced(HttpClientResponse response) {
    String length = response.getHeader("Content-Length");
    return length != null && length.matches("[0-9]{1,18}") ? Long.parseLong(length) : 0;
  }

  private void received(Buffer chunk) {
    if (done) {
      return;
    }
    if (body.length() + chunk.length() > maxBytes) {
      fail(tooLarge());
    } else {
      body.appendBuffer(chunk);
    }
  }

  private ProblemException tooLarge() {
    return Failures.malformed("the answer has more than " + maxBytes + " bytes");
  }

  private void finish(HttpClientResponse response) {
    if (done) {
      return;
    }
    String encoding = response.getHeader("Content-Encoding");
    Buffer plain;
    try {
      plain =
          switch (encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT)) {
            case "identity", "" -> body;
            case "gzip", "x-gzip" -> Inflation.gunzip(body, maxBytes);
            default -> throw Failures.malformed("the answer's encoding was not asked for");
          };
    } catch (ProblemException e) {
      fail(e);
      return;
    }
    end();
    promise.complete(new Reply(response.statusCode(), response.headers(), plain));
  }

  private void fail(Throwable cause) {
    if (done) {
      return;
    }
    end();
    if (request != null) {
      request.reset();
    }
    if (!sent) {
      fate.unsent();
    }
    promise.fail(Failures.ofTransport(cause));
  }

  private void end() {
    done = true;
    if (timer != null) {
      timer.cancel();
    }
  }
}
