package dev.windsock.answer;

import dev.windsock.bus.Json;
import dev.windsock.sentiment.Answer;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Answers to bytes: once for each answer, not for each reader. */
final class Renderer {
  /** Below this, what packing saves is lost again in headers and work. */
  private static final int PACK_FROM_BYTES = 600;

  private static final int ETAG_BYTES = 12;

  private Renderer() {}

  static Rendered render(Answer answer, long freshUntilMillis) {
    byte[] body = Json.write(answer).getBytes();
    String tag = tag(body);
    return new Rendered(
        answer,
        Buffer.buffer(body),
        pack(body),
        '"' + tag + '"',
        '"' + tag + "-gzip\"",
        answer.asOf().toEpochMilli(),
        freshUntilMillis,
        false);
  }

  /** 96 bits of SHA-256: as good as unique among the versions of one resource. */
  private static String tag(byte[] body) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
      byte[] head = Arrays.copyOf(hash, ETAG_BYTES);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(head);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static @Nullable Buffer pack(byte[] body) {
    if (body.length < PACK_FROM_BYTES) {
      return null;
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream(body.length / 2);
    try (OutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.size() < body.length ? Buffer.buffer(packed.toByteArray()) : null;
  }
}
