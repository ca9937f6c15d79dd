package dev.windsock.lab;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.windsock.time.ManualClock;
import dev.windsock.time.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A lab on a free port with a clock that stands still, and a plain client. */
final class LabServer implements AutoCloseable {
  static final ObjectMapper MAPPER = new ObjectMapper();

  final Vertx vertx = Vertx.vertx();
  final ManualClock clock = new ManualClock();
  final Lab lab;
  final HttpClient client = vertx.createHttpClient();

  LabServer(LabOptions options) {
    lab = new Lab(vertx, clock, options);
    await(lab.start(0));
  }

  static <T extends @Nullable Object> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  LabReport.Provider report(String provider) {
    return requireNonNull(lab.report().providers().get(provider));
  }

  static Throwable awaitFailure(Future<?> future) {
    try {
      future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
    } catch (java.util.concurrent.ExecutionException failed) {
      return requireNonNull(failed.getCause());
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
    throw new AssertionError("it did not fail");
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  RequestOptions request(String provider, String path, String... headers) {
    RequestOptions options =
        new RequestOptions()
            .setAbsoluteURI(lab.baseUrl(provider) + path)
            .putHeader("User-Agent", "Mozilla/5.0 (compatible; windsock-test; test@example.com)");
    for (int i = 0; i < headers.length; i += 2) {
      options.putHeader(headers[i], headers[i + 1]);
    }
    return options;
  }

  Future<Answer> send(RequestOptions options, Buffer body) {
    return Waiting.onLoop(
        vertx,
        () ->
            client
                .request(options)
                .compose(request -> request.send(body))
                .compose(response -> response.body().map(bytes -> new Answer(response, bytes))));
  }

  Answer get(String provider, String path, String... headers) {
    return await(send(request(provider, path, headers), Buffer.buffer()));
  }

  Answer post(String provider, String path, String body, String... headers) {
    return await(
        send(request(provider, path, headers).setMethod(HttpMethod.POST), Buffer.buffer(body)));
  }

  @Override
  public void close() {
    await(lab.close());
    await(vertx.close());
  }

  /** A whole answer. */
  record Answer(HttpClientResponse response, Buffer body) {
    int status() {
      return response.statusCode();
    }

    String header(String name) {
      return requireNonNullElse(response.getHeader(name), "");
    }

    JsonNode json() {
      try {
        return MAPPER.readTree(body.getBytes());
      } catch (java.io.IOException malformed) {
        throw new AssertionError(body.toString(), malformed);
      }
    }
  }
}
