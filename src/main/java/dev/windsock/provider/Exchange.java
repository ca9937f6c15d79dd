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
 */
final class Exchange {
  private final Clock clock;
  private final int maxBytes;
  private final Promise<Reply> promise = Promise.promise();
  private final Buffer body = Buffer.buffer();
  private Clock.@Nullable Timer timer;
  private @Nullable HttpClientRequest request;
  private boolean done;

  Exchange(Clock clock, int maxBytes) {
    this.clock = clock;
    this.maxBytes = maxBytes;
  }

  Future<Reply> run(HttpClient client, RequestOptions options, Guard.Pass pass) {
    timer =
        clock.after(
            Math.max(1, pass.timeoutNanos()),
            () -> fail(new ProblemException(Problem.TIMED_OUT, "the upstream took too long")));
    client.request(options).onComplete(opened -> opened(opened, pass), this::fail);
    return promise.future();
  }

  private void opened(HttpClientRequest opened, Guard.Pass pass) {
    opened.exceptionHandler(this::fail);
    if (done) {
      opened.reset();
      return;
    }
    request = opened;
    if (clock.nanos() - pass.sendByNanos() >= 0) {
      // Waiting for a connection took too long: the limiter counts on nobody sending any more.
      fail(Guard.VOID);
      return;
    }
    opened.send().onComplete(this::answered, this::fail);
  }

  private void answered(HttpClientResponse response) {
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
    promise.fail(Failures.ofTransport(cause));
  }

  private void end() {
    done = true;
    if (timer != null) {
      timer.cancel();
    }
  }
}
