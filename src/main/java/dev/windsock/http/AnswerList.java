package dev.windsock.http;

import dev.windsock.answer.Rendered;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Writes several answers as one body, of the bytes that each was rendered to. Thread-safe. */
final class AnswerList {
  private static final int ETAG_BYTES = 12;

  private final AnswerResponse response;

  AnswerList(AnswerResponse response) {
    this.response = response;
  }

  void send(HttpServerRequest request, Format format, List<Rendered> answers) {
    Buffer body =
        switch (format) {
          case JSON -> json(answers);
          case NDJSON -> ndjson(answers);
          case CSV -> CsvAnswers.write(answers);
        };
    long asOf = answers.stream().mapToLong(Rendered::asOfMillis).min().orElse(0);
    long freshUntil = answers.stream().mapToLong(Rendered::freshUntilMillis).min().orElse(0);
    boolean hit = answers.stream().allMatch(Rendered::hit);
    if (answers.stream().anyMatch(rendered -> rendered.answer().simulated())) {
      request.response().putHeader("windsock-simulated", "true");
    }
    String etag = etag(format, answers);
    response.send(
        request,
        format.contentType(),
        body,
        etag,
        new AnswerResponse.Freshness(asOf, Math.max(0, (freshUntil - asOf) / 1000), hit, etag));
  }

  private static Buffer json(List<Rendered> answers) {
    Buffer body = Buffer.buffer(size(answers)).appendString("{\"answers\":[");
    for (int i = 0; i < answers.size(); i++) {
      if (i > 0) {
        body.appendByte((byte) ',');
      }
      body.appendBuffer(answers.get(i).body());
    }
    return body.appendString("]}");
  }

  private static Buffer ndjson(List<Rendered> answers) {
    Buffer body = Buffer.buffer(size(answers));
    for (Rendered answer : answers) {
      body.appendBuffer(answer.body()).appendByte((byte) '\n');
    }
    return body;
  }

  private static int size(List<Rendered> answers) {
    return 20 + answers.stream().mapToInt(answer -> answer.body().length() + 1).sum();
  }

  /** The same parts in the same form are the same bytes. */
  private static String etag(Format format, List<Rendered> answers) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(format.contentType().getBytes(StandardCharsets.US_ASCII));
      for (Rendered answer : answers) {
        digest.update(answer.etag().getBytes(StandardCharsets.US_ASCII));
      }
      byte[] head = Arrays.copyOf(digest.digest(), ETAG_BYTES);
      return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(head) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
