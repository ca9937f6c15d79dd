package dev.windsock.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.bus.ProviderMessages.Read;
import dev.windsock.bus.ProviderMessages.ReadReply;
import dev.windsock.bus.ProviderMessages.ReadRequest;
import dev.windsock.cache.Cache;
import dev.windsock.cache.Caches;
import dev.windsock.cache.JsonCodec;
import dev.windsock.cache.TestCaches;
import dev.windsock.sentiment.Answer;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.Question;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import dev.windsock.sentiment.Series;
import dev.windsock.sentiment.Symbol;
import dev.windsock.time.SharedClock;
import dev.windsock.time.Waiting;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever is slow, there is an answer by the deadline. In virtual time, over a real cache. */
class AnswerDeadlineTest {
  private static final Answer.ScorerId SCORER = new Answer.ScorerId("fake", "1");
  private static final Duration DEADLINE = Duration.ofSeconds(1);

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.register(vertx);
  private final SharedClock clock = new SharedClock();
  private final Caches caches = TestCaches.memory(vertx, clock);
  private final Cache<Reading> readings =
      caches.open("readings", new JsonCodec<>(Reading.class), 1);
  private Function<String, Future<Void>> ensure = provider -> Future.succeededFuture();
  private Function<List<String>, Future<List<Series>>> history = FakeBlender::noPast;

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  private Answers answers() {
    SourceOptions.NegativeTtls negative =
        new SourceOptions.NegativeTtls(DEADLINE, DEADLINE, DEADLINE, DEADLINE);
    SourceOptions source =
        new SourceOptions("a", true, 1, Duration.ofHours(6), Duration.ofSeconds(30), negative);
    Answers answers =
        new Answers(
            new Wiring(readings, bus, ensure, history, new FakeBlender(), SCORER, clock),
            List.of(source),
            1 << 20,
            new SimpleMeterRegistry());
    caches.onChange("readings", answers::changed);
    return answers;
  }

  /** Serves the provider; says of each request that it came. */
  private Promise<ReadRequest> serve(Function<ReadRequest, Future<ReadReply>> provider) {
    Promise<ReadRequest> asked = Promise.promise();
    bus.serve(
        Addresses.providerRead("a"),
        ReadRequest.class,
        request -> {
          Future<ReadReply> reply = provider.apply(request);
          asked.tryComplete(request);
          return reply;
        });
    return asked;
  }

  private static Question question(String... symbols) {
    return new Question(
        Arrays.stream(symbols).map(Symbol::parse).toList(),
        Question.DEFAULT_WINDOW,
        Set.of(),
        5,
        null);
  }

  private Future<List<Rendered>> ask(Answers answers, String... symbols) {
    return answers.ask(question(symbols), clock.nanos() + DEADLINE.toNanos());
  }

  private Read read(String symbol) {
    ScoredPost post =
        new ScoredPost("1", clock.millis(), 0.2, 0.9, 1, null, null, null, false, 1L, List.of());
    return Read.of(
        new Reading("a", symbol, clock.millis(), "c", List.of(post), Reading.Filtered.NONE, null));
  }

  private static List<String> statuses(List<Rendered> answers) {
    return answers.stream().map(one -> one.answer().sources().get(0).status()).toList();
  }

  @Test
  void ask_loadOfAnotherTakesLonger_isAnsweredByTheDeadlineAndKeptForTheNext() throws Exception {
    Promise<ReadReply> slow = Promise.promise();
    Promise<ReadRequest> asked = serve(request -> slow.future());
    Answers answers = answers();
    Future<Integer> warmed = answers.warm(List.of("AAPL"), Duration.ZERO);
    await(asked.future());

    Future<List<Rendered>> answer = ask(answers, "AAPL");
    clock.advance(DEADLINE);

    assertThat(statuses(await(answer))).containsExactly("timed_out");
    slow.complete(new ReadReply(List.of(read("AAPL"))));
    await(warmed);
    assertThat(statuses(await(ask(answers, "AAPL")))).containsExactly("ok");
  }

  @Test
  void ask_providerIsDeployedFirst_itHasWhatIsLeftThen() throws Exception {
    Promise<Void> deployed = Promise.promise();
    ensure = provider -> deployed.future();
    Promise<ReadRequest> asked =
        serve(request -> Future.succeededFuture(new ReadReply(List.of(read("AAPL")))));

    Future<List<Rendered>> answer = ask(answers(), "AAPL");
    clock.advance(Duration.ofMillis(600));
    deployed.complete();

    assertThat(await(asked.future()).budgetMillis()).isEqualTo(300);
    assertThat(statuses(await(answer))).containsExactly("ok");
  }

  @Test
  void ask_providerIsDeployedTooLate_isNotAsked() throws Exception {
    Promise<Void> deployed = Promise.promise();
    ensure = provider -> deployed.future();
    Promise<ReadRequest> asked =
        serve(request -> Future.succeededFuture(new ReadReply(List.of(read("AAPL")))));

    Future<List<Rendered>> answer = ask(answers(), "AAPL");
    clock.advance(DEADLINE);
    deployed.complete();

    assertThat(statuses(await(answer))).containsExactly("timed_out");
    assertThat(asked.future().isComplete()).isFalse();
  }

  @Test
  void ask_providerNeedsItsWholeBudgetForOneOfTwo_theOtherIsNotLost() throws Exception {
    Promise<ReadRequest> asked =
        serve(
            request -> {
              Promise<ReadReply> reply = Promise.promise();
              Read late = Read.failed("TSLA", Problem.TIMED_OUT, null);
              clock.after(
                  Duration.ofMillis(request.budgetMillis()).toNanos(),
                  () -> reply.complete(new ReadReply(List.of(read("AAPL"), late))));
              return reply.future();
            });

    Future<List<Rendered>> answer = ask(answers(), "AAPL", "TSLA");
    clock.advance(Duration.ofMillis(await(asked.future()).budgetMillis()));

    assertThat(statuses(await(answer))).containsExactly("ok", "timed_out");
  }

  @Test
  void ask_pastTakesTooLong_isAnsweredWithout() throws Exception {
    history = symbols -> Promise.<List<Series>>promise().future();
    Promise<ReadRequest> asked =
        serve(request -> Future.succeededFuture(new ReadReply(List.of(read("AAPL")))));

    Future<List<Rendered>> answer = ask(answers(), "AAPL");
    await(asked.future());
    // All is read: the timers left are those of the past, the answer, and who waits for it.
    await(Waiting.until(vertx, () -> clock.armed() == 3));
    clock.advance(DEADLINE);

    assertThat(statuses(await(answer))).containsExactly("ok");
    assertThat(clock.armed()).isZero();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
