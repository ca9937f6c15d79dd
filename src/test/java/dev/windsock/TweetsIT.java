package dev.windsock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.windsock.Caller.Reply;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Real tweets go in as a caller's own posts, where they are at hand ({@code -Dwindsock.data=folder}
 * or {@code ../shared/data}).
 */
class TweetsIT {
  private static final Path FILE =
      Path.of(
          System.getProperty("windsock.data", "../shared/data"),
          "twitter_financial_news",
          "train.csv");
  private static final int MAX_BATCH_BYTES = 1 << 18;
  private static final String TSLA = "/v1/sentiment/TSLA?sources=feed&evidence=10";

  private Stage stage;
  private Caller http;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Files.exists(FILE), "the tweets are not at hand");
    stage = new Stage();
    http = stage.start().http();
  }

  @AfterEach
  void stop() throws Exception {
    if (stage != null) {
      stage.close();
    }
  }

  private static List<Buffer> batches(Instant published) throws IOException {
    List<Buffer> batches = new ArrayList<>();
    Buffer batch = Buffer.buffer();
    int row = 0;
    try (MappingIterator<Map<String, String>> rows =
        new CsvMapper()
            .readerForMapOf(String.class)
            .with(CsvSchema.emptySchema().withHeader())
            .readValues(FILE.toFile())) {
      while (rows.hasNext()) {
        JsonObject post =
            new JsonObject()
                .put("id", String.valueOf(++row))
                .put("text", rows.next().get("text"))
                .put("published_at", published.toString());
        Buffer line = post.toBuffer().appendString("\n");
        if (batch.length() + line.length() > MAX_BATCH_BYTES) {
          batches.add(batch);
          batch = Buffer.buffer();
        }
        batch.appendBuffer(line);
      }
    }
    batches.add(batch);
    return batches;
  }

  private JsonObject postAll(List<Buffer> batches) throws Exception {
    long from = System.nanoTime();
    int accepted = 0;
    int changed = 0;
    int rejected = 0;
    int without = 0;
    for (Buffer batch : batches) {
      Reply reply = http.post("/v1/posts", "application/x-ndjson", batch);
      assertThat(reply.status()).as(reply.body().toString()).isEqualTo(200);
      accepted += reply.json().getInteger("accepted");
      changed += reply.json().getInteger("changed");
      rejected += reply.json().getInteger("rejected_count");
      without += reply.json().getInteger("without_symbol_count");
    }
    JsonObject sum =
        new JsonObject()
            .put("batches", batches.size())
            .put("accepted", accepted)
            .put("changed", changed)
            .put("rejected", rejected)
            .put("without_symbol", without)
            .put("seconds", (System.nanoTime() - from) / 1e9);
    System.out.println("tweets: " + sum.encode());
    return sum;
  }

  @Test
  void posts_allTweetsTwice_allAreTakenOnceAndAnswerWithEvidence() throws Exception {
    List<Buffer> batches = batches(Instant.now());

    JsonObject first = postAll(batches);
    assertThat(first.getInteger("accepted")).isEqualTo(9_543);
    assertThat(first.getInteger("rejected")).isZero();
    assertThat(first.getInteger("changed")).isEqualTo(9_543 - first.getInteger("without_symbol"));

    Reply reply = http.get(TSLA);
    JsonObject answer = reply.json();
    System.out.println(
        "tweets: TSLA " + answer.getValue("score") + " of " + answer.getInteger("n_posts"));
    assertThat(answer.getString("status")).isEqualTo("ok");
    assertThat(answer.getDouble("score")).isBetween(-1.0, 1.0);
    assertThat(answer.getInteger("n_posts")).isGreaterThan(20);
    JsonArray evidence = answer.getJsonArray("evidence");
    assertThat(evidence).hasSize(10);
    for (Object one : evidence) {
      assertThat(((JsonObject) one).getString("source")).isEqualTo("feed");
      assertThat(Integer.parseInt(((JsonObject) one).getString("id"))).isBetween(1, 9_543);
    }

    JsonObject again = postAll(batches);
    assertThat(again.getInteger("accepted")).isEqualTo(9_543);
    assertThat(again.getInteger("changed")).isZero();
    assertThat(http.get(TSLA).header("etag")).isEqualTo(reply.header("etag"));
  }
}
