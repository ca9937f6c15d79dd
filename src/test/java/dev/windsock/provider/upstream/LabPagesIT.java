package dev.windsock.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.lab.Fault;
import dev.windsock.lab.Lab;
import dev.windsock.lab.LabOptions;
import dev.windsock.lab.Limit;
import dev.windsock.option.Secret;
import dev.windsock.provider.Ask;
import dev.windsock.provider.Ask.Access;
import dev.windsock.provider.Call;
import dev.windsock.provider.Facts;
import dev.windsock.provider.Fakes;
import dev.windsock.provider.Parsed.Page;
import dev.windsock.provider.Post;
import dev.windsock.provider.Preparation;
import dev.windsock.provider.RateSaid;
import dev.windsock.provider.Reply;
import dev.windsock.provider.Upstream;
import dev.windsock.score.CommonSymbols;
import dev.windsock.sentiment.Symbol;
import dev.windsock.time.VertxClock;
import dev.windsock.time.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every source page by page against its simulator, and what is said of quotas on the way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LabPagesIT {
  private static final int MOST_PAGES = 4;

  /** Those whose simulators have more than a page on a much discussed symbol. */
  private static final Set<String> PAGED =
      Set.of("hackernews", "marketaux", "mastodon", "reddit", "stocktwits", "tickertick", "x");

  private final Vertx vertx = Vertx.vertx();
  private final VertxClock clock = new VertxClock(vertx);
  private final Lab lab = new Lab(vertx, clock, generous());
  private final CommonSymbols symbols = CommonSymbols.load();
  private final HttpClient client =
      vertx.createHttpClient(new HttpClientOptions().setDecompressionSupported(true));

  @BeforeAll
  void start() throws Exception {
    Fakes.await(lab.start(0));
  }

  @AfterAll
  void close() throws Exception {
    Fakes.await(lab.close());
    Fakes.await(vertx.close());
  }

  private static LabOptions generous() {
    LabOptions options = LabOptions.defaults();
    for (String provider : Lab.played()) {
      options = options.limits(provider, new Limit(10_000, 60_000));
    }
    return options;
  }

  static List<Upstream> upstreams() {
    return Stream.concat(
            Upstreams.all().stream(),
            Streams.all().stream().flatMap(s -> Stream.ofNullable(s.history())))
        .toList();
  }

  private Ask ask(Upstream upstream) throws Exception {
    Map<String, Secret> credentials =
        Stream.of("token", "key", "id", "secret", "keyId", "secretKey")
            .collect(Collectors.toMap(name -> name, name -> Secret.of("pages-" + name)));
    Symbol symbol = Symbol.parse("TSLA");
    Access access = new Access(credentials, Samples.SETTINGS, Facts.NONE);
    Ask bare = new Ask(symbol, symbols.names(symbol), null, null, clock.millis(), access);
    Preparation preparation = upstream.preparation();
    return preparation == null
        ? bare
        : bare.with(preparation.parse(send(upstream.id(), preparation.call(bare)), bare));
  }

  private Reply send(String id, Call call) throws Exception {
    RequestOptions options =
        new RequestOptions()
            .setAbsoluteURI(lab.baseUrl(id) + call.target())
            .setMethod(call.form() == null ? HttpMethod.GET : HttpMethod.POST)
            .putHeader("User-Agent", "Mozilla/5.0 (compatible; windsock-test/1; ops@example.com)")
            .putHeader("Content-Type", "application/x-www-form-urlencoded");
    call.headers().forEach(options::putHeader);
    return Fakes.await(
        Waiting.onLoop(
            vertx,
            () ->
                client
                    .request(options)
                    .compose(
                        request -> call.form() == null ? request.send() : request.send(call.form()))
                    .compose(
                        response ->
                            response
                                .body()
                                .map(
                                    body ->
                                        new Reply(
                                            response.statusCode(), response.headers(), body)))));
  }

  @ParameterizedTest
  @MethodSource("upstreams")
  void pages_followed_goBackInTimeWithoutRepeating(Upstream upstream) throws Exception {
    List<String> ids = new ArrayList<>();
    List<String> targets = new ArrayList<>();
    Ask ask = ask(upstream);
    long oldest = Long.MAX_VALUE;
    @Nullable String cursor = null;
    for (int pages = 0; pages < MOST_PAGES; pages++) {
      Call call = Objects.requireNonNull(upstream.call(ask));
      assertThat(targets).as("another page, another request").doesNotContain(call.target());
      targets.add(call.target());
      Reply reply = send(upstream.id(), call);
      assertThat(reply.status()).isEqualTo(200);
      Page page = (Page) upstream.parse(reply, ask);
      for (Post post : page.posts()) {
        assertThat(ids).as("page %s", pages + 1).doesNotContain(post.id());
      }
      page.posts().forEach(post -> ids.add(post.id()));
      cursor = pages == 0 ? page.cursor() : cursor;
      String next = page.next();
      if (next == null) {
        break;
      }
      assertThat(page.posts()).as("a page that another follows").isNotEmpty();
      long newest = page.posts().stream().mapToLong(Post::publishedAtMillis).max().orElseThrow();
      assertThat(upstream.id().equals("alpaca") || newest <= oldest)
          .as("newest first, a history apart")
          .isTrue();
      oldest = page.posts().stream().mapToLong(Post::publishedAtMillis).min().orElseThrow();
      ask = ask.page(next);
    }
    assertThat(ids).isNotEmpty();
    if (PAGED.contains(upstream.id())) {
      assertThat(targets).as("it has more than a page").hasSizeGreaterThan(1);
    }
  }

  /** A clock 90 s ahead or behind shifts no reset, since it is read against its own date. */
  @Test
  void rate_theirClockIsOff_saysTheSame() throws Exception {
    int told = 0;
    for (Upstream upstream : upstreams()) {
      Ask ask = ask(upstream);
      RateSaid right = said(upstream, ask);
      Long resetAt = right.resetAtMillis();
      if (resetAt == null) {
        continue;
      }
      for (Fault.Kind kind : List.of(Fault.Kind.SKEW_AHEAD, Fault.Kind.SKEW_BEHIND)) {
        lab.fault(upstream.id(), Fault.of(kind).times(1));
        RateSaid skewed = said(upstream, ask);
        assertThat(Math.abs(Objects.requireNonNull(skewed.resetAtMillis()) - resetAt))
            .as("%s %s", upstream.id(), kind)
            .isLessThan(30_000);
        told++;
      }
    }
    assertThat(told).as("answers that tell a reset").isGreaterThanOrEqualTo(8);
  }

  private RateSaid said(Upstream upstream, Ask ask) throws Exception {
    Reply reply = send(upstream.id(), Objects.requireNonNull(upstream.call(ask)));
    return upstream.rate(reply, clock.millis());
  }
}
