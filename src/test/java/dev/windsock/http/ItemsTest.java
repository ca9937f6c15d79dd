package dev.windsock.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.option.InvalidValueException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ItemsTest {
  private static final Buffer LINES = Buffer.buffer("{}\n".repeat(2 * Items.SLICE + 50));

  private final List<String> seen = new ArrayList<>();

  private Future<Void> each(Buffer body, Bodies.Kind kind, int max) {
    return Items.each(
        body,
        kind,
        max,
        () -> false,
        slice -> {
          seen.add(slice.size() + " items");
          return Future.succeededFuture();
        });
  }

  @Test
  void each_severalSlices_othersHaveTheEventLoopInBetween() throws Exception {
    Vertx vertx = Vertx.vertx();
    Promise<Void> done = Promise.promise();
    Context context = vertx.getOrCreateContext();
    context.runOnContext(
        turn ->
            Items.each(
                    LINES,
                    Bodies.Kind.NDJSON,
                    10_000,
                    () -> false,
                    slice -> {
                      seen.add(slice.size() + " items");
                      context.runOnContext(next -> seen.add("another"));
                      return Future.succeededFuture();
                    })
                .onComplete(done));
    Stage.await(done.future());
    assertThat(seen).startsWith("200 items", "another", "200 items", "another", "50 items");
    Stage.await(vertx.close());
  }

  @Test
  void each_longItems_sliceEndsSooner() {
    each(Buffer.buffer(("{\"a\":\"" + "x".repeat(30_000) + "\"}\n").repeat(7)), kind(), 10);
    assertThat(seen).containsExactly("3 items", "3 items", "1 items");
  }

  private static Bodies.Kind kind() {
    return Bodies.Kind.NDJSON;
  }

  @Test
  void each_tooMany_handsNothingOn() {
    Future<Void> done = each(LINES, kind(), 2 * Items.SLICE);
    assertThat(done.cause())
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("at most 400 items");
    assertThat(seen).isEmpty();
  }

  @Test
  void each_answeredMeanwhile_stops() {
    Future<Void> done =
        Items.each(
            LINES,
            kind(),
            10_000,
            () -> !seen.isEmpty(),
            slice -> {
              seen.add("slice");
              return Future.succeededFuture();
            });
    assertThat(done.failed()).isTrue();
    assertThat(seen).hasSize(1);
  }
}
