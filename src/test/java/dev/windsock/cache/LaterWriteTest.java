package dev.windsock.cache;

import static dev.windsock.time.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.redis.LinkState;
import dev.windsock.time.ManualClock;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.RequestImpl;
import io.vertx.redis.client.impl.types.BulkType;
import io.vertx.redis.client.impl.types.MultiType;
import io.vertx.redis.client.impl.types.NumberType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which of two writes is the later one, where times alone would not tell. */
class LaterWriteTest {
  private static final Duration TTL = Duration.ofMinutes(10);

  /** Where a store's arguments begin, behind the script and its four keys, and three of its own. */
  private static final int EXPECTED = 9;

  private static final int ENVELOPE = 10;
  private static final int BORN = 16;

  private final Vertx vertx = Vertx.vertx();
  private final ManualClock clock = new ManualClock();
  private final StatedLink link = new StatedLink(this::answer);
  private final List<byte[]> stored = new ArrayList<>();
  private byte[] there = {};
  private int refused;
  private final Caches caches = TestCaches.over(vertx, clock, link);
  private final Cache<String> things = caches.open("things", new JsonCodec<>(String.class), 1);

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  /** Has one entry, and stores what expects that one. */
  private @Nullable Response answer(Request request) {
    if (request.command().equals(Command.MGET)) {
      return many(bulk(there));
    }
    if (!request.command().equals(Command.EVALSHA)) {
      return null;
    }
    List<byte[]> args = ((RequestImpl) request).getArgs();
    byte[] version =
        Arrays.copyOfRange(there, Envelope.VERSION_OFFSET, Envelope.VERSION_OFFSET + 8);
    if (!Arrays.equals(args.get(EXPECTED), version)) {
      refused++;
      return many(bulk(there));
    }
    stored.add(args.get(ENVELOPE));
    return many(NumberType.create(1));
  }

  private static Response bulk(byte[] bytes) {
    return BulkType.create(Buffer.buffer(bytes), false);
  }

  private static Response many(Response one) {
    MultiType all = MultiType.create(1, false);
    all.add(one);
    return all;
  }

  /** What another instance stored. */
  private void lies(String value, long bornMillis) {
    byte[] json = ('"' + value + '"').getBytes(StandardCharsets.UTF_8);
    long freshUntil = bornMillis + TTL.toMillis();
    there =
        new Envelope(1, false, 7, bornMillis, freshUntil, freshUntil, 0, json)
            .encode(Long.MAX_VALUE);
  }

  @Test
  void recover_anotherWroteInTheSameMillisecond_redisWins() throws Exception {
    link.move(new LinkState.Down("away", 0));
    await(things.update("a", TTL, earlier -> "ours"));
    lies("theirs", clock.millis());
    link.move(new LinkState.Up("run", 2));
    assertThat(refused).isEqualTo(1);
    assertThat(stored).isEmpty();
    assertThat(things.peek("a")).isEqualTo("theirs");
  }

  @Test
  void recover_anotherWroteAMillisecondBefore_oursWins() throws Exception {
    link.move(new LinkState.Down("away", 0));
    await(things.update("a", TTL, earlier -> "ours"));
    lies("theirs", clock.millis() - 1);
    link.move(new LinkState.Up("run", 2));
    assertThat(stored).hasSize(1);
    assertThat(things.peek("a")).isEqualTo("ours");
  }

  @Test
  void update_ofAnEntryFromAClockAhead_isLaterThanIt() throws Exception {
    long ahead = clock.millis() + 10_000;
    lies("5", ahead);
    assertThat(await(things.update("a", TTL, earlier -> earlier + "x"))).isEqualTo("5x");
    assertThat(stored).hasSize(1);
    assertThat(ByteBuffer.wrap(stored.get(0)).getLong(BORN)).isEqualTo(ahead + 1);
  }
}
