package dev.windsock.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.ProviderMessages.Read;
import dev.windsock.bus.ProviderMessages.ReadReply;
import dev.windsock.bus.ProviderMessages.ReadRequest;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.sentiment.Question;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import dev.windsock.sentiment.Symbol;
import dev.windsock.sentiment.Term;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BusTest {
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.register(vertx);

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void ask_record_crossesAsTheSameInstance() throws Exception {
    ReadReply reply = new ReadReply(List.of(Read.of(reading())));
    bus.serve("a", ReadRequest.class, request -> Future.succeededFuture(reply));

    ReadRequest request = new ReadRequest(List.of(), Messages.Priority.INTERACTIVE, 10);
    assertThat(await(bus.ask("a", request, ReadReply.class, 1000))).isSameAs(reply);
  }

  @Test
  void serve_jsonRequest_isReadAsTheRecordAndAnsweredByJson() throws Exception {
    bus.serve(
        "a",
        Question.class,
        question -> {
          assertThat(question).isEqualTo(Question.about(Symbol.parse("AAPL")));
          return Future.succeededFuture(new ReadReply(List.of(Read.of(reading()))));
        });

    JsonObject request = new JsonObject().put("symbols", new JsonArray().add("aapl"));
    JsonObject reply = (JsonObject) await(vertx.eventBus().request("a", request)).body();

    JsonObject post =
        reply
            .getJsonArray("reads")
            .getJsonObject(0)
            .getJsonObject("reading")
            .getJsonArray("posts")
            .getJsonObject(0);
    assertThat(post.getLong("published_at_millis")).isEqualTo(5);
    assertThat(post.getJsonArray("terms").getJsonArray(0).getString(0)).isEqualTo("beat");
  }

  @Test
  void serve_jsonOfTheWrongType_failsNamingWhereAndWhatIsAllowed() throws Exception {
    bus.serve("a", ReadRequest.class, request -> Future.failedFuture("never"));

    JsonObject request =
        new JsonObject()
            .put("wanted", new JsonArray().add(new JsonObject().put("symbol", new JsonArray())));
    ReplyException failure =
        (ReplyException) cause(vertx.eventBus().request("a", request.put("priority", "warming")));

    assertThat(failure.failureCode()).isEqualTo(Problem.INVALID_REQUEST.failureCode());
    assertThat(failure.getMessage()).contains("wanted[0].symbol").doesNotContain("java.");
  }

  @Test
  void ask_handlerFails_failsWithItsProblem() throws Exception {
    bus.serve(
        "a",
        ReadRequest.class,
        request -> Future.failedFuture(new ProblemException(Problem.RATE_LIMITED, "spent")));

    ReadRequest request = new ReadRequest(List.of(), Messages.Priority.WARMING, 10);
    ProblemException failure =
        (ProblemException) cause(bus.ask("a", request, ReadReply.class, 1000));
    assertThat(failure.problem()).isEqualTo(Problem.RATE_LIMITED);
    assertThat(failure.detail()).isEqualTo("spent");
  }

  @Test
  void ask_nobodyServes_isUnavailable() throws Exception {
    ReadRequest request = new ReadRequest(List.of(), Messages.Priority.WARMING, 10);
    ProblemException failure =
        (ProblemException) cause(bus.ask("nobody", request, ReadReply.class, 1000));
    assertThat(failure.problem()).isEqualTo(Problem.UNAVAILABLE);
  }

  @Test
  void ask_serverWithdrawsBeforeItSeesIt_asksWhoServesNow() throws Exception {
    Promise<ReadReply> answered = Promise.promise();
    ReadRequest request = new ReadRequest(List.of(), Messages.Priority.WARMING, 10);
    ReadReply other = new ReadReply(List.of(Read.failed("X", Problem.DISABLED, null)));
    // In one turn of the event loop, so that the request still waits for its own.
    vertx
        .getOrCreateContext()
        .runOnContext(
            turn -> {
              MessageConsumer<Object> first =
                  bus.serve("a", ReadRequest.class, asked -> Future.failedFuture("withdrawn"));
              bus.ask("a", request, ReadReply.class, 9_000).onComplete(answered);
              bus.serve("a", ReadRequest.class, asked -> Future.succeededFuture(other));
              first.unregister();
            });
    assertThat(await(answered.future())).isEqualTo(other);
  }

  @Test
  void ask_lastServerWithdrawsBeforeItSeesIt_isUnavailable() throws Exception {
    Promise<ReadReply> answered = Promise.promise();
    ReadRequest request = new ReadRequest(List.of(), Messages.Priority.WARMING, 10);
    vertx
        .getOrCreateContext()
        .runOnContext(
            turn -> {
              MessageConsumer<Object> only =
                  bus.serve("a", ReadRequest.class, asked -> Future.failedFuture("withdrawn"));
              bus.ask("a", request, ReadReply.class, 9_000).onComplete(answered);
              only.unregister();
            });
    assertThat(((ProblemException) cause(answered.future())).problem())
        .isEqualTo(Problem.UNAVAILABLE);
  }

  @Test
  void codec_everyRecord_roundTripsOverTheWire() {
    ReadReply reply =
        new ReadReply(List.of(Read.of(reading()), Read.failed("X", Problem.TIMED_OUT, 9L)));
    RecordCodec<ReadReply> codec = new RecordCodec<>(ReadReply.class);
    Buffer wire = Buffer.buffer("before");
    codec.encodeToWire(wire, reply);
    assertThat(codec.decodeFromWire(6, wire)).isEqualTo(reply);
  }

  @Test
  void write_nestedJsonObjects_areWrittenAsTheirMembers() {
    JsonObject nested =
        new JsonObject().put("a", new JsonObject().put("b", new JsonArray().add(1)));
    assertThat(Json.write(nested)).hasToString("{\"a\":{\"b\":[1]}}");
  }

  private static Reading reading() {
    ScoredPost post =
        new ScoredPost(
            "1", 5, 0.5, 0.9, 1, null, "ab", null, true, 7L, List.of(new Term("beat", 0.6)));
    return new Reading("p", "AAPL", 9, "c", List.of(post), Reading.Filtered.NONE, null);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static Throwable cause(Future<?> future) throws Exception {
    return await(
        future.transform(
            done ->
                Future.succeededFuture(
                    done.failed() ? done.cause() : new AssertionError("it succeeded"))));
  }
}
