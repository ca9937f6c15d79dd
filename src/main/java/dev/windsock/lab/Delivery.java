package dev.windsock.lab;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Puts a reply on the wire. */
final class Delivery {
  private static final int SMALLEST_GZIP_BYTES = 256;

  private Delivery() {}

  /** The whole reply. */
  static Future<Void> send(HttpServerRequest request, Reply reply, long dateMillis) {
    Buffer body = head(request, reply, dateMillis);
    return reply.status() == 304 ? request.response().end() : request.response().end(body);
  }

  /** Status and headers only, with the length announced. Returns the body as it is to be sent. */
  static Buffer head(HttpServerRequest request, Reply reply, long dateMillis) {
    HttpServerResponse response = request.response();
    response.setStatusCode(reply.status());
    response.headers().addAll(reply.headers());
    response.putHeader("Date", Stamps.rfc1123(dateMillis));
    Buffer body = reply.body();
    String accepted = request.getHeader("Accept-Encoding");
    if (reply.gzip()
        && body.length() >= SMALLEST_GZIP_BYTES
        && accepted != null
        && accepted.contains("gzip")) {
      body = gzip(body);
      response.putHeader("Content-Encoding", "gzip").putHeader("Vary", "Accept-Encoding");
    }
    if (reply.status() != 304) {
      response.putHeader("Content-Length", Integer.toString(body.length()));
    }
    return body;
  }

  private static Buffer gzip(Buffer body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length() / 3 + 64);
    try (GZIPOutputStream out = new GZIPOutputStream(bytes, 4096)) {
      out.write(body.getBytes());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return Buffer.buffer(bytes.toByteArray());
  }
}
