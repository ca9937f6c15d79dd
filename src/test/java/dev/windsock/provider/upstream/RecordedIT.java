package dev.windsock.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.bus.Messages.Priority;
import dev.windsock.bus.ProviderMessages.Read;
import dev.windsock.bus.ProviderMessages.ReadReply;
import dev.windsock.bus.ProviderMessages.ReadRequest;
import dev.windsock.bus.ProviderMessages.Wanted;
import dev.windsock.provider.Ask;
import dev.windsock.provider.Ask.Access;
import dev.windsock.provider.Facts;
import dev.windsock.provider.Fakes;
import dev.windsock.provider.Parsed;
import dev.windsock.provider.Parsed.Page;
import dev.windsock.provider.Post;
import dev.windsock.provider.ProviderOptions;
import dev.windsock.provider.ProviderParts;
import dev.windsock.provider.ProviderRegistry;
import dev.windsock.provider.ProviderRegistry.Source;
import dev.windsock.provider.Reply;
import dev.windsock.provider.StreamSource;
import dev.windsock.provider.Upstream;
import dev.windsock.provider.upstream.Recordings.Recording;
import dev.windsock.provider.upstream.Recordings.Role;
import dev.windsock.provider.upstream.Samples.Prelude;
import dev.windsock.provider.upstream.Samples.Sample;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.sentiment.Symbol;
import dev.windsock.time.VertxClock;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract against recorded answers, each served to the source whose it is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf(
    value = "dev.windsock.provider.upstream.Recordings#here",
    disabledReason = "../shared/fixtures is not here, so no recorded answer is played")
class RecordedIT {
  private static final long NOON = 1_795_435_200_000L;

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.register(vertx);
  private final Fakes.Limiter limiter = new Fakes.Limiter(bus);
  private final ProviderParts parts =
      Fakes.parts(Fakes.startingAt(new VertxClock(vertx), NOON), bus);
  private final AtomicInteger served = new AtomicInteger();
  private volatile List<Prelude> preludes = List.of();
  private volatile Reply answer =
      new Reply(500, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer());
  private @Nullable HttpServer server;
  private @Nullable ProviderRegistry registry;

  @BeforeAll
  void listen() throws Exception {
    server =
        Fakes.await(vertx.createHttpServer().requestHandler(this::serve).listen(0, "127.0.0.1"));
  }

  private void serve(HttpServerRequest request) {
    served.incrementAndGet();
    for (Prelude prelude : preludes) {
      if (prelude.path().equals(request.path())) {
        request.response().putHeader("Content-Type", "application/json").end(prelude.body());
        return;
      }
    }
    Reply now = answer;
    request.response().setStatusCode(now.status());
    request.response().headers().addAll(now.headers());
    request.response().end(now.body());
  }

  @BeforeEach
  void forget() {
    served.set(0);
    limiter.asked.clear();
    limiter.adopted.clear();
  }

  @AfterEach
  void undeploy() throws Exception {
    if (registry != null) {
      Fakes.await(registry.close());
    }
  }

  @AfterAll
  void close() throws Exception {
    Fakes.await(vertx.close());
  }

  private static Sample sample(String source) {
    return Samples.ALL.stream()
        .filter(sample -> sample.upstream().id().equals(source))
        .findFirst()
        .orElseThrow();
  }

  /** A stream's history is asked as any other source is. */
  private static Upstream upstream(String source) {
    return Streams.all().stream()
        .filter(stream -> stream.id().equals(source))
        .map(StreamSource::history)
        .flatMap(Stream::ofNullable)
        .findFirst()
        .orElseGet(() -> sample(source).upstream());
  }

  private static Ask ask(Facts facts) {
    return ask(facts, NOON);
  }

  private static Ask ask(Facts facts, long nowMillis) {
    return new Ask(
        Symbol.parse("ACME"),
        List.of("Acme"),
        null,
        null,
        nowMillis,
        new Access(Map.of(), Samples.SETTINGS, facts));
  }

  private Read read(Sample sample, Reply given) throws Exception {
    preludes = sample.preludes();
    answer = given;
    int port = Objects.requireNonNull(server).actualPort();
    ProviderOptions options =
        Fakes.keyed(
            Fakes.options("http://127.0.0.1:" + port, Duration.ofSeconds(5), Fakes.patient()),
            Samples.SETTINGS);
    String id = sample.upstream().id();
    registry =
        new ProviderRegistry(
            vertx,
            parts,
            List.of(Source.of(sample.upstream(), parts)),
            new HashMap<>(Map.of(id, options)),
            true);
    Fakes.await(registry.start());
    ReadRequest request =
        new ReadRequest(List.of(new Wanted("ACME", null)), Priority.INTERACTIVE, 5_000);
    Read read =
        Fakes.await(bus.ask(Addresses.providerRead(id), request, ReadReply.class, 8_000))
            .reads()
            .get(0);
    assertThat(limiter.asked).as("every call took a permit").hasSize(served.get());
    return read;
  }

  @Test
  void folder_eachFile_isMapped() throws Exception {
    assertThat(Recordings.unmapped()).isEmpty();
    Set<String> recorded =
        Recordings.with(Role.PAGE).stream().map(Recording::source).collect(Collectors.toSet());
    assertThat(recorded).containsAll(Upstreams.all().stream().map(Upstream::id).toList());
  }

  static List<Recording> pages() {
    return Recordings.with(Role.PAGE);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void parse_recordedPage_hasItsPosts(Recording recording) throws Exception {
    Reply reply = recording.reply();
    Parsed parsed =
        upstream(recording.source()).parse(reply, ask(Facts.NONE, recordedAtMillis(reply)));

    assertThat(parsed).isInstanceOf(Page.class);
    List<Post> posts = ((Page) parsed).posts();
    if (UNDATED.contains(recording.file())) {
      assertThat(posts).as("a post without a date is none").isEmpty();
    } else {
      assertThat(posts).isNotEmpty();
      assertThat(posts).extracting(Post::id).doesNotHaveDuplicates();
    }
  }

  /** Old filings are let be, so these are read on the day of their newest. */
  private static long recordedAtMillis(Reply reply) {
    Matcher filed =
        Pattern.compile("\"filingDate\":\\s*\\[\\s*\"([0-9-]{10})\"")
            .matcher(reply.body().toString());
    return filed.find() ? Instant.parse(filed.group(1) + "T23:59:59Z").toEpochMilli() : NOON;
  }

  /** Recorded without the fields that we ask for. */
  private static final Set<String> UNDATED = Set.of("x/search_recent.json");

  static List<Recording> polledPages() {
    return pages().stream().filter(page -> !Streams.ids().contains(page.source())).toList();
  }

  @ParameterizedTest
  @MethodSource("polledPages")
  void read_recordedPage_isAReading(Recording recording) throws Exception {
    Read read = read(sample(recording.source()), recording.reply());

    assertThat(read.problem()).isNull();
    assertThat(read.reading()).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("polledPages")
  void read_recordedPageCutShort_isMalformed(Recording recording) throws Exception {
    Reply whole = recording.reply();
    Buffer half = whole.body().slice(0, whole.body().length() / 2);

    Read read = read(sample(recording.source()), new Reply(whole.status(), whole.headers(), half));

    assertThat(read.problem()).isEqualTo(Problem.MALFORMED);
  }

  static List<Recording> refusals() {
    return Recordings.with(Role.REFUSAL);
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void read_recordedRefusal_isItsProblem(Recording recording) throws Exception {
    Read read = read(sample(recording.source()), recording.reply());

    assertThat(read.problem()).isEqualTo(recording.problem());
    if (recording.problem() == Problem.RATE_LIMITED) {
      assertThat(limiter.told(recording.source()).refused()).isTrue();
    } else {
      assertThat(limiter.adopted).noneMatch(adopt -> adopt.refused());
    }
  }

  static Stream<Arguments> anythingToEverybody() {
    return Stream.of(Role.HOSTILE, Role.FOREIGN)
        .flatMap(role -> Recordings.with(role).stream())
        .flatMap(recording -> Samples.ALL.stream().map(sample -> Arguments.of(recording, sample)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("anythingToEverybody")
  void read_anythingForeign_isNoPostOfOurs(Recording recording, Sample sample) throws Exception {
    Read read = read(sample, recording.reply());

    if (recording.role() == Role.HOSTILE) {
      assertThat(read.problem()).isEqualTo(recording.problem());
    } else if (read.problem() == null) {
      assertThat(Objects.requireNonNull(read.reading()).posts()).isEmpty();
    } else {
      assertThat(read.problem()).isIn(Problem.MALFORMED, Problem.RATE_LIMITED);
    }
  }

  @Test
  void prepare_recorded_isUnderstood() throws Exception {
    for (Recording recording : Recordings.with(Role.PREPARATION)) {
      Upstream upstream = sample(recording.source()).upstream();
      Facts facts =
          Objects.requireNonNull(upstream.preparation()).parse(recording.reply(), ask(Facts.NONE));
      assertThat(facts.values()).as(recording.file()).isNotEmpty();
      assertThat(upstream.call(ask(facts))).as(recording.file()).isNotNull();
    }
  }

  @Test
  void stream_recorded_isUnderstoodLineByLine() throws Exception {
    for (Recording recording : Recordings.with(Role.STREAM)) {
      StreamSource source =
          Streams.all().stream()
              .filter(stream -> stream.id().equals(recording.source()))
              .findFirst()
              .orElseThrow();
      String text = recording.reply().body().toString(StandardCharsets.UTF_8);
      text.lines().forEach(line -> assertThat(source.parse(line)).as(line).hasSize(1));
    }
  }

  /** A stream's parser gets what is not its own, too. */
  @Test
  void stream_anythingForeign_isMalformedOrNothing() throws Exception {
    for (Recording recording : Recordings.ALL) {
      String text = recording.reply().body().toString(StandardCharsets.UTF_8);
      for (StreamSource source : Streams.all()) {
        if (recording.role() != Role.STREAM) {
          try {
            assertThat(source.parse(text)).noneMatch(event -> event.toString().contains("Posted"));
          } catch (ProblemException e) {
            assertThat(e.problem()).isEqualTo(Problem.MALFORMED);
          }
        }
      }
    }
  }

  @Test
  void schemas_haveEveryFieldThatIsRead() throws Exception {
    JsonNode finnhub =
        Recordings.json("finnhub/openapi_news_extract.json").at("/schemas/CompanyNews/properties");
    assertThat(finnhub.fieldNames())
        .toIterable()
        .contains("id", "datetime", "headline", "summary", "url", "source");
    assertThat(finnhub.at("/datetime/type").asText()).isEqualTo("integer");
    JsonNode massive =
        Recordings.json("massive/openapi_reference_news.json").findPath("results").at("/items");
    assertThat(massive.path("properties").fieldNames())
        .toIterable()
        .contains("id", "title", "description", "published_utc", "article_url", "insights");
    JsonNode reddit = Recordings.json("reddit/listing_t3_field_types.json").path("t3_fields");
    assertThat(reddit.path("created_utc").toString()).isEqualTo("[\"float\"]");
    for (String text : List.of("name", "title", "selftext", "permalink", "author")) {
      assertThat(reddit.path(text).toString()).as(text).isEqualTo("[\"str\"]");
    }
    assertThat(reddit.path("score").toString() + reddit.path("num_comments"))
        .isEqualTo("[\"int\"][\"int\"]");
  }
}
