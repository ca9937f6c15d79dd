package dev.windsock.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.bus.Messages.AskReply;
import dev.windsock.bus.ProviderMessages.Read;
import dev.windsock.bus.ProviderMessages.ReadReply;
import dev.windsock.bus.ProviderMessages.ReadRequest;
import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Answer;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.sentiment.Question;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import dev.windsock.sentiment.Symbol;
import dev.windsock.time.SharedClock;
import dev.windsock.time.VertxClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnswersTest {
  private static final Answer.ScorerId SCORER = new Answer.ScorerId("fake", "1");
  private static final SourceOptions.NegativeTtls NEGATIVE =
      new SourceOptions.NegativeTtls(
          Duration.ofSeconds(60),
          Duration.ofMinutes(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(60));

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.register(vertx);
  private final SharedClock clock = new SharedClock();
  private final FakeReadings readings = new FakeReadings(clock);
  private final FakeBlender blender = new FakeBlender();
  private final List<String> ensured = new CopyOnWriteArrayList<>();
  private final List<ReadRequest> requests = new CopyOnWriteArrayList<>();
  private final Answers answers =
      new Answers(
          new Wiring(readings, bus, this::ensure, FakeBlender::noPast, blender, SCORER, clock),
          List.of(source("a", true), source("b", true), source("off", false)),
          1 << 20,
          new SimpleMeterRegistry());

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  private Future<Void> ensure(String provider) {
    ensured.add(provider);
    return Future.succeededFuture();
  }

  private static SourceOptions source(String id, boolean enabled) {
    return new SourceOptions(id, enabled, 1, Duration.ofHours(6), Duration.ofSeconds(30), NEGATIVE);
  }

  @Test
  void ask_twoSymbolsTwoSources_sendsOneMessageToEachProvider() throws Exception {
    serve("a");
    serve("b");

    List<Rendered> rendered = ask(question("AAPL", "TSLA"));

    assertThat(rendered).extracting(one -> one.answer().symbol()).containsExactly("AAPL", "TSLA");
    assertThat(requests).hasSize(2);
    assertThat(requests.get(0).wanted()).hasSize(2);
    assertThat(requests.get(0).budgetMillis()).isBetween(800L, 1000L);
    assertThat(ensured).containsExactlyInAnyOrder("a", "b");
    assertThat(rendered.get(0).body().toString()).contains("\"as_of\":\"2026-11-23T12:00:00Z\"");
  }

  @Test
  void ask_again_isAHitWithTheSameBytesAndNoLoad() throws Exception {
    serve("a");
    serve("b");
    Rendered first = ask(question("AAPL")).get(0);

    Rendered second = ask(question("AAPL")).get(0);

    assertThat(second.hit()).isTrue();
    assertThat(second.body()).isSameAs(first.body());
    assertThat(second.etag()).isEqualTo(first.etag()).startsWith("\"").endsWith("\"");
    assertThat(blender.blended).isEqualTo(1);
    assertThat(answers.hit(AnswerKey.of(question("AAPL")).get(0))).isNotNull();
  }

  @Test
  void ask_readingsPastTheirTime_areReadAgainFromTheEarlierOnes() throws Exception {
    serve("a");
    serve("b");
    ask(question("AAPL"));
    clock.advance(Duration.ofSeconds(31));

    Rendered second = ask(question("AAPL")).get(0);

    assertThat(second.hit()).isFalse();
    assertThat(requests).hasSize(4);
    assertThat(requests.get(3).wanted().get(0).earlier()).isNotNull();
  }

  @Test
  void changed_oneOfItsReadings_makesTheAnswerAnew() throws Exception {
    serve("a");
    serve("b");
    ask(question("AAPL"));
    ask(question("MSFT"));

    answers.changed(List.of(Reading.id("a", "AAPL", SCORER)));

    assertThat(answers.hit(AnswerKey.of(question("AAPL")).get(0))).isNull();
    assertThat(answers.hit(AnswerKey.of(question("MSFT")).get(0))).isNotNull();
  }

  @Test
  void changed_whileTheAnswerIsMade_isNotKept() throws Exception {
    String id = Reading.id("a", "AAPL", SCORER);
    serve("b");
    bus.serve(
        Addresses.providerRead("a"),
        ReadRequest.class,
        request -> {
          ReadReply reply = new ReadReply(List.of(Read.of(reading("a", "AAPL", 0.1))));
          return Future.succeededFuture(reply);
        });
    Blender racing =
        (symbol, window, evidence, at, past, sources) -> {
          readings.put(id, reading("a", "AAPL", 0.9), Duration.ofSeconds(30));
          answersUnderRace.get(0).changed(List.of(id));
          return blender.blend(symbol, window, evidence, at, past, sources);
        };
    answersUnderRace.add(
        new Answers(
            new Wiring(readings, bus, this::ensure, FakeBlender::noPast, racing, SCORER, clock),
            List.of(source("a", true), source("b", true)),
            1 << 20,
            new SimpleMeterRegistry()));

    await(answersUnderRace.get(0).ask(question("AAPL"), clock.nanos() + 1_000_000_000L));

    assertThat(answersUnderRace.get(0).hit(AnswerKey.of(question("AAPL")).get(0))).isNull();
  }

  private final List<Answers> answersUnderRace = new ArrayList<>();

  @Test
  void ask_oneProviderHangs_isPartialWithThatOneTimedOut() throws Exception {
    Promise<ReadReply> never = Promise.promise();
    Promise<Void> asked = Promise.promise();
    serve("a");
    bus.serve(
        Addresses.providerRead("b"),
        ReadRequest.class,
        request -> {
          asked.complete();
          return never.future();
        });

    // With the other one read already, time can only run out on the one that hangs.
    ask(new Question(List.of(Symbol.parse("AAPL")), Question.DEFAULT_WINDOW, Set.of("a"), 5, null));
    Future<List<Rendered>> answer = answers.ask(question("AAPL"), clock.nanos() + 1_000_000_000L);
    await(asked.future());
    clock.advance(Duration.ofMillis(950));

    Answer made = await(answer).get(0).answer();
    assertThat(made.status()).isEqualTo(Answer.Status.PARTIAL);
    assertThat(made.sources()).extracting(Answer.Source::status).containsExactly("ok", "timed_out");
  }

  @Test
  void ask_nobodyServesTheProviders_isNoDataRatherThanAFailure() throws Exception {
    Answer made = ask(question("AAPL")).get(0).answer();

    assertThat(made.status()).isEqualTo(Answer.Status.NO_DATA);
    assertThat(made.score()).isNull();
    assertThat(made.sources()).extracting(Answer.Source::status).containsOnly("unavailable");
  }

  @Test
  void ask_providerKeepsFailing_isRememberedTwiceAsLongEachTime() throws Exception {
    String id = Reading.id("a", "AAPL", SCORER);
    Question question =
        new Question(List.of(Symbol.parse("AAPL")), Question.DEFAULT_WINDOW, Set.of("a"), 5, null);
    List<Duration> ttls = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ask(question);
      ttls.add(readings.lastLoaded(id).ttl());
      clock.advance(Duration.ofMinutes(2));
    }
    assertThat(ttls).extracting(Duration::toSeconds).containsExactly(5L, 10L, 20L, 40L, 60L, 60L);
  }

  @Test
  void ask_rateLimited_isRememberedUntilItHeals() throws Exception {
    long retryAt = clock.millis() + 90_000;
    bus.serve(
        Addresses.providerRead("a"),
        ReadRequest.class,
        request ->
            Future.succeededFuture(
                new ReadReply(List.of(Read.failed("AAPL", Problem.RATE_LIMITED, retryAt)))));
    serve("b");

    Rendered made = ask(question("AAPL")).get(0);

    String id = Reading.id("a", "AAPL", SCORER);
    assertThat(readings.lastLoaded(id).ttl()).isEqualTo(Duration.ofSeconds(90));
    assertThat(made.answer().sources().get(0).status()).isEqualTo("rate_limited");
    assertThat(made.freshUntilMillis()).isEqualTo(clock.millis() + 30_000);
  }

  @Test
  void ask_sameQuestionTwiceAtOnce_isMadeOnce() throws Exception {
    Promise<ReadReply> slow = Promise.promise();
    Promise<Void> asked = Promise.promise();
    bus.serve(
        Addresses.providerRead("a"),
        ReadRequest.class,
        request -> {
          asked.tryComplete();
          return slow.future();
        });
    serve("b");

    Future<List<Rendered>> first = answers.ask(question("AAPL"), clock.nanos() + 1_000_000_000L);
    Future<List<Rendered>> second = answers.ask(question("AAPL"), clock.nanos() + 1_000_000_000L);
    await(asked.future());
    slow.complete(new ReadReply(List.of(Read.of(reading("a", "AAPL", 0.5)))));

    assertThat(await(second).get(0)).isSameAs(await(first).get(0));
    assertThat(readings.loads).isEqualTo(1);
    assertThat(clock.armed()).isZero();
  }

  @Test
  void ask_unknownSource_isRefusedNamingTheKnownOnes() {
    Question question =
        new Question(
            List.of(Symbol.parse("AAPL")), Question.DEFAULT_WINDOW, Set.of("nobody"), 5, null);

    assertThat(answers.ask(question, clock.nanos() + 1).cause())
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("nobody")
        .hasMessageContaining("a, b, off");
  }

  @Test
  void ask_maxAgeZero_isNeverKept() throws Exception {
    serve("a");
    serve("b");
    Question question =
        new Question(
            List.of(Symbol.parse("AAPL")), Question.DEFAULT_WINDOW, Set.of(), 5, Duration.ZERO);
    ask(question);
    assertThat(answers.hit(AnswerKey.of(question).get(0))).isNull();
  }

  @Test
  void reconfigure_sourceSwitchedOn_isAskedFromThenOn() throws Exception {
    serve("a");
    serve("b");
    serve("off");
    ask(question("AAPL"));

    answers.reconfigure(List.of(source("a", true), source("off", true)));

    assertThat(ask(question("AAPL")).get(0).answer().sources())
        .extracting(Answer.Source::id)
        .containsExactly("a", "off");
  }

  @Test
  void reconfigure_whileTheAnswerIsMade_isNotKept() throws Exception {
    Promise<ReadReply> slow = Promise.promise();
    Promise<Void> asked = Promise.promise();
    bus.serve(
        Addresses.providerRead("a"),
        ReadRequest.class,
        request -> {
          asked.tryComplete();
          return slow.future();
        });
    serve("b");
    Future<List<Rendered>> answer = answers.ask(question("AAPL"), clock.nanos() + 1_000_000_000L);
    await(asked.future());

    answers.reconfigure(List.of(source("a", true)));
    slow.complete(new ReadReply(List.of(Read.of(reading("a", "AAPL", 0.5)))));

    assertThat(await(answer)).hasSize(1);
    assertThat(answers.hit(AnswerKey.of(question("AAPL")).get(0))).isNull();
  }

  @Test
  void ask_oneOfTwoSymbolsCannotBeAnswered_costsThatOneAlone() throws Exception {
    serve("a");
    serve("b");
    List<String> failed = new CopyOnWriteArrayList<>();
    Blender faulty =
        (symbol, window, evidence, at, past, sources) -> {
          if (symbol.code().equals("AAPL") && failed.isEmpty()) {
            failed.add("AAPL");
            throw new ProblemException(Problem.TIMED_OUT, "no answer in time");
          }
          return blender.blend(symbol, window, evidence, at, past, sources);
        };
    Answers some =
        new Answers(
            new Wiring(readings, bus, this::ensure, FakeBlender::noPast, faulty, SCORER, clock),
            List.of(source("a", true), source("b", true)),
            1 << 20,
            new SimpleMeterRegistry());

    List<Rendered> both = await(some.ask(question("AAPL", "TSLA"), clock.nanos() + 1_000_000_000L));

    assertThat(both)
        .extracting(one -> one.answer().symbol() + " " + one.answer().status())
        .containsExactly("AAPL " + Answer.Status.NO_DATA, "TSLA " + Answer.Status.OK);
    assertThat(both.get(0).answer().sources())
        .extracting(Answer.Source::status)
        .containsOnly("timed_out");
  }

  @Test
  void ask_moreThanTheBudgetOfBytes_forgetsRatherThanGrows() throws Exception {
    serve("a");
    serve("b");
    int kept = 0;
    for (int i = 0; i < 2000; i++) {
      ask(question("Z" + Integer.toString(i, 36).toUpperCase(Locale.ROOT)));
    }
    for (int i = 0; i < 2000; i++) {
      Question question = question("Z" + Integer.toString(i, 36).toUpperCase(Locale.ROOT));
      kept += answers.hit(AnswerKey.of(question).get(0)) == null ? 0 : 1;
    }
    assertThat(kept).isBetween(50, 1000);
  }

  @Test
  void askVerticle_question_isAnsweredOverTheBus() throws Exception {
    Answers real =
        new Answers(
            new Wiring(
                readings,
                bus,
                this::ensure,
                FakeBlender::noPast,
                blender,
                SCORER,
                new VertxClock(vertx)),
            List.of(source("a", true)),
            1 << 20,
            new SimpleMeterRegistry());
    serve("a");
    await(
        vertx.deployVerticle(new AskVerticle(real, Duration.ofSeconds(5), new VertxClock(vertx))));

    var reply = await(bus.ask(Addresses.SENTIMENT_ASK, question("AAPL"), AskReply.class, 5_000));
    assertThat(reply.answers()).extracting(Answer::symbol).containsExactly("AAPL");
  }

  private void serve(String provider) {
    bus.serve(
        Addresses.providerRead(provider),
        ReadRequest.class,
        request -> {
          requests.add(request);
          return Future.succeededFuture(
              new ReadReply(
                  request.wanted().stream()
                      .map(wanted -> Read.of(reading(provider, wanted.symbol(), 0.2)))
                      .toList()));
        });
  }

  private Reading reading(String provider, String symbol, double score) {
    ScoredPost post =
        new ScoredPost(
            "1", clock.millis() - 1000, score, 0.9, 1, null, null, null, false, 1L, List.of());
    return new Reading(
        provider, symbol, clock.millis(), "c", List.of(post), Reading.Filtered.NONE, null);
  }

  private static Question question(String... symbols) {
    return new Question(
        Arrays.stream(symbols).map(Symbol::parse).toList(),
        Question.DEFAULT_WINDOW,
        Set.of(),
        5,
        null);
  }

  private List<Rendered> ask(Question question) throws Exception {
    return await(answers.ask(question, clock.nanos() + 1_000_000_000L));
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
