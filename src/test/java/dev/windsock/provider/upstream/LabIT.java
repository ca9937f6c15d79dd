package dev.windsock.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.bus.Messages.Priority;
import dev.windsock.bus.Messages.Read;
import dev.windsock.bus.Messages.ReadReply;
import dev.windsock.bus.Messages.ReadRequest;
import dev.windsock.bus.Messages.Wanted;
import dev.windsock.lab.Lab;
import dev.windsock.lab.LabOptions;
import dev.windsock.provider.Fakes;
import dev.windsock.provider.ProviderOptions;
import dev.windsock.provider.ProviderParts;
import dev.windsock.provider.ProviderRegistry;
import dev.windsock.provider.ProviderRegistry.Source;
import dev.windsock.provider.Upstream;
import dev.windsock.quota.QuotaClient;
import dev.windsock.score.CommonSymbols;
import dev.windsock.score.FinanceScorer;
import dev.windsock.sentiment.Reading;
import dev.windsock.time.VertxClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every source against its simulator, with the real scorer and directory. */
class LabIT {
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.register(vertx);
  private final VertxClock clock = new VertxClock(vertx);
  private final Lab lab = new Lab(vertx, clock, LabOptions.defaults());
  private @Nullable ProviderRegistry registry;

  @BeforeEach
  void start() throws Exception {
    Fakes.await(lab.start(0));
    assertThat(new Fakes.Limiter(bus).asked).isEmpty();
    CommonSymbols symbols = CommonSymbols.load();
    ProviderParts parts =
        new ProviderParts(
            clock,
            bus,
            new QuotaClient(bus),
            FinanceScorer.load(),
            symbols,
            symbols,
            new SimpleMeterRegistry());
    Map<String, ProviderOptions> options = new HashMap<>();
    List<Source> sources = new ArrayList<>();
    for (Upstream upstream : Upstreams.all()) {
      sources.add(Source.of(upstream, parts));
      options.put(
          upstream.id(),
          Fakes.options(
              lab.baseUrl(played(upstream.id())), Duration.ofSeconds(8), Fakes.patient()));
    }
    ProviderRegistry built = new ProviderRegistry(vertx, parts, sources, options, true);
    registry = built;
    Fakes.await(built.start());
  }

  @AfterEach
  void close() throws Exception {
    Fakes.await(Objects.requireNonNull(registry).close());
    Fakes.await(lab.close());
    Fakes.await(vertx.close());
  }

  /** The lab may call a source by a shorter name. */
  private String played(String id) {
    return lab.providers().contains(id) ? id : id.substring(0, id.indexOf('_'));
  }

  private Read read(String provider, String symbol, @Nullable Reading earlier) throws Exception {
    ReadRequest request =
        new ReadRequest(List.of(new Wanted(symbol, earlier)), Priority.INTERACTIVE, 9_000);
    return Fakes.await(bus.ask(Addresses.providerRead(provider), request, ReadReply.class, 9_500))
        .reads()
        .get(0);
  }

  @Test
  void read_everySource_givesPostsAndGoesOn() throws Exception {
    for (Upstream upstream : Upstreams.all()) {
      Read first = read(upstream.id(), "TSLA", null);
      assertThat(first.problem()).as(upstream.id()).isNull();
      Reading reading = Objects.requireNonNull(first.reading());
      assertThat(reading.posts()).as(upstream.id()).hasSizeGreaterThan(3);
      assertThat(reading.posts())
          .as(upstream.id())
          .allSatisfy(
              post -> {
                assertThat(post.publishedAtMillis()).isLessThanOrEqualTo(clock.millis());
                assertThat(post.relevance()).isPositive();
              });

      if (reading.cursor() == null) {
        // Without a cursor a second read is a whole one, and these sources allow one a while.
        continue;
      }
      Reading second =
          Objects.requireNonNull(read(upstream.id(), "TSLA", reading).reading(), upstream.id());
      assertThat(second.posts()).as(upstream.id()).hasSizeGreaterThanOrEqualTo(3);
    }
    assertThat(lab.report().violations()).isZero();
  }
}
