package dev.windsock.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** The page and what it is made of, read once, with validators of their own. Immutable. */
final class Assets {
  private static final String FOLDER = "/dev/windsock/http/page/";

  /** Nothing from elsewhere, nothing inline: what a page shows of others' texts cannot run. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

  private static final Map<String, String> FILES =
      Map.of(
          "/", "index.html",
          "/app.js", "app.js",
          "/style.css", "style.css",
          "/icon.svg", "icon.svg");

  private record Asset(String type, Buffer body, Buffer gzip, String etag, String gzipEtag) {}

  private final Map<String, Asset> byPath = new LinkedHashMap<>();

  Assets() {
    FILES.forEach((path, file) -> byPath.put(path, load(file)));
  }

  Iterable<String> paths() {
    return byPath.keySet();
  }

  private static Asset load(String file) {
    try (InputStream in = Assets.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + FOLDER + file);
      }
      byte[] bytes = in.readAllBytes();
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (OutputStream gzip = new GZIPOutputStream(packed)) {
        gzip.write(bytes);
      }
      String tag = tag(bytes);
      return new Asset(
          type(file),
          Buffer.buffer(bytes),
          Buffer.buffer(packed.toByteArray()),
          '"' + tag + '"',
          '"' + tag + "-gzip\"");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String type(String file) {
    return switch (file.substring(file.lastIndexOf('.'))) {
      case ".html" -> "text/html; charset=utf-8";
      case ".js" -> "text/javascript; charset=utf-8";
      case ".css" -> "text/css; charset=utf-8";
      default -> "image/svg+xml";
    };
  }

  private static String tag(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(Arrays.copyOf(hash, 8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  void send(HttpServerRequest request, String path) {
    Asset asset = byPath.get(path);
    if (asset == null) {
      throw new FaultException(Problems.ROUTE_NOT_FOUND);
    }
    String encodings = request.headers().get(HttpHeaders.ACCEPT_ENCODING);
    boolean packed = encodings != null && AnswerResponse.takesGzip(encodings);
    String etag = packed ? asset.gzipEtag : asset.etag;
    HttpServerResponse response =
        request
            .response()
            .putHeader(HttpHeaders.ETAG, etag)
            .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
            .putHeader(HttpHeaders.VARY, "accept-encoding")
            .putHeader("content-security-policy", CONTENT_SECURITY_POLICY)
            .putHeader("referrer-policy", "no-referrer");
    String known = request.headers().get(HttpHeaders.IF_NONE_MATCH);
    if (known != null && AnswerResponse.matches(known, etag, asset.etag)) {
      response.setStatusCode(304).end();
      return;
    }
    response.putHeader(HttpHeaders.CONTENT_TYPE, asset.type);
    Buffer body = packed ? asset.gzip : asset.body;
    if (packed) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    if (HttpMethod.HEAD.equals(request.method())) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length())).end();
    } else {
      response.end(body);
    }
  }
}
