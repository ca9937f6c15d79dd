package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.redis.Keys;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.RedisLink;
import dev.windsock.redis.Script;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.BulkType;
import io.vertx.redis.client.impl.types.MultiType;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A removal by pattern over more pages than a stack is deep. */
class SweepTest {
  private static final int PAGES = 50_000;
  private static final Keys KEYS = new Keys("ws", 1);

  /** A server with one key on each page, which answers when the test lets it. */
  private static final class Pages implements RedisLink {
    private final Queue<Runnable> replies = new ArrayDeque<>();
    private int page;
    private int passes;

    @Override
    public LinkState state() {
      return new LinkState.Up("run", 1);
    }

    @Override
    public void listen(Consumer<LinkState> listener) {
      // The state never changes.
    }

    @Override
    public Future<@Nullable Response> send(Request request) {
      assertThat(request.command()).isEqualTo(Command.SCAN);
      // The hashed ids, of which there are none, are looked for in a second pass.
      MultiType keys = MultiType.create(passes == 0 ? 1 : 0, false);
      if (passes == 0) {
        keys.add(bulk(KEYS.key("things", "v", "hn:SYM" + page)));
      }
      page = (page + 1) % PAGES;
      passes += page == 0 ? 1 : 0;
      MultiType answer = MultiType.create(2, false);
      answer.add(bulk(Integer.toString(page)));
      answer.add(keys);
      Promise<@Nullable Response> reply = Promise.promise();
      replies.add(() -> reply.complete(answer));
      return reply.future();
    }

    private static Response bulk(String text) {
      return BulkType.create(Buffer.buffer(text), false);
    }

    @Override
    public Future<@Nullable Response> eval(Script script, List<String> keys, List<?> args) {
      throw new UnsupportedOperationException("no scripts here");
    }
  }

  @Test
  void run_manyThousandPages_endsWithAllOfThem() {
    Pages server = new Pages();
    Selection all = new Selection("hn", null, null);
    Future<Long> removed = new Sweep(server, KEYS, "things", all, true).run(id -> {});
    for (Runnable reply = server.replies.poll(); reply != null; reply = server.replies.poll()) {
      reply.run();
    }
    assertThat(removed.cause()).isNull();
    assertThat(removed.result()).isEqualTo(PAGES);
    assertThat(server.passes).isEqualTo(2);
  }
}
