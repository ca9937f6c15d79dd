package dev.windsock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.bus.Messages.Nothing;
import dev.windsock.bus.Messages.Priority;
import dev.windsock.bus.Messages.SentimentChanged;
import dev.windsock.bus.ProviderMessages.ProviderStates;
import dev.windsock.bus.ProviderMessages.Read;
import dev.windsock.bus.ProviderMessages.ReadReply;
import dev.windsock.bus.ProviderMessages.ReadRequest;
import dev.windsock.bus.ProviderMessages.Wanted;
import dev.windsock.provider.ProviderRegistry.Source;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.Reading;
import dev.windsock.time.SharedClock;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A provider's life in virtual time: used, idle, refused, and what it tells of its readings. */
class ProviderLifeIT {
  private static final long NOON = 1_795_435_200_000L;

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.register(vertx);
  private final SharedClock clock = new SharedClock();
  private final Fakes.Limiter limiter = new Fakes.Limiter(bus);
  private final ProviderParts parts = Fakes.parts(clock, bus);
  private final BlockingQueue<SentimentChanged> changes = new LinkedBlockingQueue<>();
  private volatile String answer = "1";
  private volatile int status = 200;
  private @Nullable ProviderRegistry registry;

  /** Every line of the answer is the id of a post; one that begins with a minus is taken back. */
  private static final class Notes implements Upstream {
    @Override
    public String id() {
      return "notes";
    }

    @Override
    public Call call(Ask ask) {
      return Call.get("/" + ask.symbol().code());
    }

    @Override
    public Parsed parse(Reply reply, Ask ask) {
      List<String> lines = reply.body().toString().lines().toList();
      return new Parsed.Page(
          lines.stream().filter(line -> !line.startsWith("-")).map(Notes::post).toList(),
          null,
          null,
          Set.copyOf(lines.stream().map(line -> line.substring(1)).toList()));
    }

    private static Post post(String id) {
      return new Post(
          id,
          "$ACME " + id,
          null,
          NOON - 1_000,
          null,
          null,
          List.of("ACME"),
          Engagement.UNKNOWN,
          null);
    }
  }

  @BeforeEach
  void start() throws Exception {
    HttpServer server =
        Fakes.await(
            vertx
                .createHttpServer()
                .requestHandler(request -> request.response().setStatusCode(status).end(answer))
                .listen(0, "127.0.0.1"));
    bus.listen(Addresses.SENTIMENT_CHANGED, SentimentChanged.class, changes::add);
    ProviderRegistry built =
        new ProviderRegistry(
            vertx,
            parts,
            List.of(Source.of(new Notes(), parts)),
            Map.of(
                "notes",
                Fakes.options(
                    "http://127.0.0.1:" + server.actualPort(),
                    Duration.ofSeconds(5),
                    Fakes.patient())),
            false);
    registry = built;
    Fakes.await(built.start());
  }

  @AfterEach
  void close() throws Exception {
    if (registry != null) {
      Fakes.await(registry.close());
    }
    assertThat(clock.armed()).as("timers left").isZero();
    Fakes.await(vertx.close());
  }

  private Read read(@Nullable Reading earlier) throws Exception {
    ReadRequest request =
        new ReadRequest(List.of(new Wanted("ACME", earlier)), Priority.INTERACTIVE, 9_000);
    return Fakes.await(bus.ask(Addresses.providerRead("notes"), request, ReadReply.class, 9_000))
        .reads()
        .get(0);
  }

  private String state() throws Exception {
    return Fakes.await(
            bus.ask(Addresses.PROVIDERS_LIST, Nothing.NOTHING, ProviderStates.class, 5_000))
        .providers()
        .get(0)
        .state();
  }

  private void idle(Duration by) throws Exception {
    clock.advance(by);
    for (int i = 0; i < 10_000 && !vertx.deploymentIDs().isEmpty(); i++) {
      // A way over the bus and back, while the verticle goes.
      state();
    }
  }

  @Test
  void retire_notAskedForLong_isUndeployedUntilItIs() throws Exception {
    assertThat(read(null).problem()).isNull();
    clock.advance(Duration.ofMinutes(29));
    assertThat(read(null).problem()).isNull();
    clock.advance(Duration.ofMinutes(29));
    assertThat(state()).isEqualTo("up");

    idle(Duration.ofMinutes(2));

    assertThat(state()).isEqualTo("idle");
    assertThat(read(null).problem()).isNull();
    assertThat(state()).isEqualTo("up");
    assertThat(vertx.deploymentIDs()).hasSize(1);
  }

  @Test
  void retire_leftAlone_isKeptSoThatItStaysLeftAlone() throws Exception {
    status = 403;
    assertThat(read(null).problem()).isEqualTo(Problem.DISABLED);
    clock.advance(Duration.ofMinutes(40));
    assertThat(state()).isEqualTo("disabled");
    assertThat(read(null).problem()).isEqualTo(Problem.DISABLED);
    assertThat(limiter.asked).as("asked once").hasSize(1);

    clock.advance(Duration.ofMinutes(21));
    status = 200;

    assertThat(read(null).problem()).as("after the configured hour").isNull();
  }

  @Test
  void read_newPosts_areAnnouncedAndTheSameAgainAreNot() throws Exception {
    Reading first = reading(read(null));
    assertThat(changes.poll(9, TimeUnit.SECONDS))
        .isEqualTo(new SentimentChanged("notes", List.of("ACME")));

    Reading same = reading(read(first));
    answer = "1\n2";
    reading(read(same));

    assertThat(changes.poll(9, TimeUnit.SECONDS)).isNotNull();
    state();
    assertThat(changes).as("the second read changed nothing").isEmpty();
  }

  @Test
  void read_postTakenBack_isForgotten() throws Exception {
    answer = "1\n2";
    Reading first = reading(read(null));
    assertThat(first.posts()).hasSize(2);
    answer = "3\n-1";

    Reading second = reading(read(first));

    assertThat(second.posts()).extracting(post -> post.id()).containsExactly("2", "3");
  }

  @Test
  void uptime_afterCalls_isMeasuredAndGoesWithTheRegistry() throws Exception {
    read(null);
    assertThat(parts.meters().get("windsock.provider.uptime").gauge().value()).isEqualTo(1);
    status = 500;
    read(null);
    assertThat(parts.meters().get("windsock.provider.uptime").gauge().value()).isEqualTo(0.5);
    Fakes.await(java.util.Objects.requireNonNull(registry).close());
    registry = null;
    assertThat(parts.meters().find("windsock.provider.uptime").gauge()).isNull();
  }

  private static Reading reading(Read read) {
    return java.util.Objects.requireNonNull(read.reading());
  }
}
