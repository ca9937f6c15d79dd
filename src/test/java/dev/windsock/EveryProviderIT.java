package dev.windsock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.config.ConfigLoader;
import dev.windsock.config.Sources;
import dev.windsock.lab.Fault;
import dev.windsock.lab.Fault.Kind;
import dev.windsock.lab.Lab;
import dev.windsock.lab.LabOptions;
import dev.windsock.lab.Limit;
import dev.windsock.provider.Upstream;
import dev.windsock.provider.upstream.Upstreams;
import dev.windsock.time.VertxClock;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole service with every provider that asks over HTTP, each of them ill in turn. */
class EveryProviderIT {
  private static final String SECRET = "hush-hush";
  private static final List<String> SYMBOLS =
      List.of(
          "TSLA", "AAPL", "MSFT", "NVDA", "AMZN", "META", "GOOGL", "NFLX", "AMD", "INTC", "DIS",
          "JPM", "BAC", "KO", "PEP", "WMT", "COST", "NKE", "BA", "XOM", "CVX", "PFE", "ORCL",
          "CRM");

  private final Vertx vertx = Vertx.vertx();

  /** Those that are asked; what becomes of a stream that breaks is shown with the streams. */
  private final Set<String> providers =
      Upstreams.all().stream().map(Upstream::id).collect(Collectors.toCollection(TreeSet::new));

  private @Nullable Lab lab;
  private @Nullable Windsock windsock;

  @AfterEach
  void close() throws Exception {
    if (windsock != null) {
      Stage.await(windsock.stop());
    }
    if (lab != null) {
      Stage.await(lab.close());
    }
    Stage.await(vertx.close());
  }

  private Lab lab() throws Exception {
    LabOptions options = LabOptions.defaults();
    for (String provider : providers) {
      options = options.limits(provider, new Limit(10_000, 60_000));
    }
    Lab started = new Lab(vertx, new VertxClock(vertx), options);
    lab = started;
    Stage.await(started.start(0));
    return started;
  }

  private Caller start(Lab upstreams) throws Exception {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "http.port=0",
                "http.drainGrace=0s",
                "quota.dataDir=",
                "providers.bluesky.enabled=false"));
    for (String provider : providers) {
      String block = "providers." + provider + ".";
      String url = upstreams.baseUrl(provider);
      settings.add(block + "enabled=true");
      settings.add(block + "baseUrl=" + url);
      settings.add(block + "baseUrls={www: \"" + url + "\", efts: \"" + url + "\"}");
      settings.add(block + "quotas=[{limit: 9000, window: 1m}]");
      settings.add(block + "settings={contact: ops@example.com, subreddits: stocks}");
      for (String name : List.of("token", "key", "id", "secret")) {
        settings.add(block + "credentials." + name + "=" + SECRET + name);
      }
    }
    Sources sources = new Sources(null, null, null, Map.of(), List.of()).with("test", settings);
    Windsock started =
        Stage.await(Windsock.start(Vertx.vertx(), sources, ConfigLoader.load(sources), true));
    windsock = started;
    return new Caller(vertx, started.port());
  }

  private static Map<String, String> sources(JsonObject answer) {
    return answer.getJsonArray("sources").stream()
        .map(JsonObject.class::cast)
        .collect(
            Collectors.toMap(
                source -> source.getString("id"), source -> source.getString("status")));
  }

  @Test
  void sentiment_eachProviderIllInTurn_isPartialWithTheReasonAndTheOthersFine() throws Exception {
    Lab upstreams = lab();
    Caller http = start(upstreams);
    Set<String> reused =
        Upstreams.all().stream()
            .filter(upstream -> !upstream.reusable().isZero())
            .map(Upstream::id)
            .collect(Collectors.toSet());
    // One answer of theirs does for every symbol: they are ill before they are asked at all.
    reused.forEach(ill -> upstreams.fault(ill, Fault.of(Kind.RESET)));
    JsonObject first = http.get("/v1/sentiment/" + SYMBOLS.get(SYMBOLS.size() - 1)).json();
    upstreams.clearFaults();
    assertThat(first.getString("status")).isEqualTo("partial");
    reused.forEach(ill -> assertThat(sources(first)).containsEntry(ill, "unavailable"));

    JsonObject well = http.get("/v1/sentiment/TSLA").json();
    assertThat(sources(well)).containsKeys(providers.toArray(new String[0]));
    assertThat(well.getString("status")).as("%s", well).isEqualTo("ok");
    assertThat(well.getJsonObject("buzz").getDouble("attention")).isPositive();

    int next = 1;
    for (Upstream upstream : Upstreams.all()) {
      String ill = upstream.id();
      if (reused.contains(ill)) {
        continue;
      }
      // Each source falls ill in one way, each way befalls some; all of them: the contract's.
      Kind kind = KINDS.get(next % KINDS.size());
      upstreams.fault(ill, Fault.of(kind));

      JsonObject answer = http.get("/v1/sentiment/" + SYMBOLS.get(next++)).json();

      upstreams.clearFaults();
      assertThat(answer.getString("status")).as(ill).isEqualTo("partial");
      Map<String, String> statuses = sources(answer);
      assertThat(statuses.remove(ill)).as("%s: %s", ill, kind).isIn(REASONS.get(kind));
      assertThat(statuses.values()).as("%s: %s", ill, statuses).isSubsetOf(FINE);
    }
    assertThat(upstreams.report().violations()).isZero();
    String told = http.get("/metrics").body().toString() + http.get("/v1/providers").body();
    assertThat(told).contains("windsock_provider_uptime").doesNotContain(SECRET);
  }

  /** Ways that leave a provider switched on, so that the next question asks it again. */
  private static final List<Kind> KINDS =
      List.of(
          Kind.RESET,
          Kind.TRUNCATED,
          Kind.HTML_200,
          Kind.WRONG_JSON,
          Kind.DEEP_JSON,
          Kind.HOSTILE_XML,
          Kind.REDIRECT_LINK_LOCAL,
          Kind.GZIP_BOMB,
          Kind.ENDLESS,
          Kind.SERVER_ERROR);

  private static final Map<Kind, Set<String>> REASONS =
      KINDS.stream()
          .collect(
              Collectors.toMap(
                  kind -> kind,
                  kind ->
                      switch (kind) {
                        case RESET, TRUNCATED -> Set.of("unavailable");
                        case SERVER_ERROR -> Set.of("unavailable", "rate_limited");
                        default -> Set.of("malformed");
                      }));

  /** That it has nothing on a symbol is an answer. */
  private static final Set<String> FINE = Set.of("ok", "empty", "not_found");
}
