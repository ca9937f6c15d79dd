package dev.windsock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RepliesTest {
  private static final long SECOND = 1_000_000_000;

  private static Reply reply(int bytes, String... headers) {
    MultiMap map = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i + 1 < headers.length; i += 2) {
      map.add(headers[i], headers[i + 1]);
    }
    return new Reply(200, map, Buffer.buffer(new byte[bytes]));
  }

  @Test
  void keep_answersWithATag_areAskedForConditionally() {
    Replies replies = new Replies(Duration.ZERO);
    Call call = Call.get("/a", "q", "1");
    replies.keep(call, reply(9, "ETag", "\"x\"", "Last-Modified", "then"), 0);
    replies.keep(Call.get("/b"), reply(9), 0);

    Reply kept = replies.get(call);
    assertThat(kept).isNotNull();
    assertThat(Replies.conditional(call, java.util.Objects.requireNonNull(kept)).headers())
        .containsEntry("If-None-Match", "\"x\"")
        .containsEntry("If-Modified-Since", "then");
    assertThat(replies.get(Call.get("/b"))).as("nothing to check by").isNull();
    assertThat(replies.get(Call.get("/a", "q", "2"))).as("another question").isNull();
    assertThat(replies.get(call.at("www"))).as("another host").isNull();
    assertThat(replies.recent(call, 0)).as("always asked").isNull();
  }

  @Test
  void recent_reusableAnswer_isGoodForItsTimeAndFromEachCheckOn() {
    Replies replies = new Replies(Duration.ofSeconds(30));
    Call call = Call.get("/catalog");
    replies.keep(call, reply(9), 0);
    assertThat(replies.recent(call, 29 * SECOND)).isNotNull();
    assertThat(replies.recent(call, 30 * SECOND)).isNull();

    replies.unchanged(call, 31 * SECOND);

    assertThat(replies.recent(call, 60 * SECOND)).isNotNull();
  }

  @Test
  void keep_manyLargeAnswers_staysWithinItsBytes() {
    Replies replies = new Replies(Duration.ofSeconds(30));
    int half = Fetch.MAX_BODY_BYTES / 2 - 2_000;
    for (int i = 0; i < 100; i++) {
      replies.keep(Call.get("/" + i), reply(half), 0);
    }

    assertThat(replies.get(Call.get("/97"))).isNull();
    assertThat(replies.get(Call.get("/98"))).isNotNull();
    assertThat(replies.get(Call.get("/99"))).isNotNull();
    replies.keep(Call.get("/all"), reply(Fetch.MAX_BODY_BYTES), 0);
    assertThat(replies.get(Call.get("/all"))).as("larger than all").isNull();
  }
}
