package dev.windsock;

import dev.windsock.answer.Blender;
import dev.windsock.answer.SourceOptions;
import dev.windsock.config.Config;
import dev.windsock.history.Recorder;
import dev.windsock.http.ClientOptions;
import dev.windsock.http.Component;
import dev.windsock.provider.ProviderOptions;
import dev.windsock.quota.ClientLimit;
import dev.windsock.quota.ProviderQuota;
import dev.windsock.quota.Quotas;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.RedisLink;
import dev.windsock.score.Blend;
import dev.windsock.score.BlendRequest;
import dev.windsock.sentiment.Answer;
import dev.windsock.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one room calls one thing and another room calls another: the words of the seams. Pure. */
final class Seams {
  private Seams() {}

  static Blender blender(Answer.ScorerId scorer, boolean simulated) {
    Blend blend = new Blend();
    return (symbol, window, evidence, atMillis, past, sources) ->
        blend.answer(
            new BlendRequest(symbol, window, atMillis, sources, evidence, simulated, scorer, past));
  }

  static List<SourceOptions> sources(Config config) {
    return config.providers().entrySet().stream()
        .map(entry -> source(entry.getKey(), entry.getValue()))
        .toList();
  }

  static Map<String, Recorder.Source> history(Config config) {
    Map<String, Recorder.Source> sources = new LinkedHashMap<>();
    config
        .providers()
        .forEach(
            (id, options) ->
                sources.put(id, new Recorder.Source(options.weight(), options.halfLife())));
    return sources;
  }

  private static SourceOptions source(String id, ProviderOptions options) {
    return new SourceOptions(
        id,
        options.enabled(),
        options.weight(),
        options.halfLife(),
        options.ttl(),
        new SourceOptions.NegativeTtls(
            options.negativeTtls().empty(),
            options.negativeTtls().notFound(),
            options.negativeTtls().unavailable(),
            options.negativeTtls().unavailableMax()));
  }

  static Map<String, ProviderQuota> quotas(Config config) {
    Map<String, ProviderQuota> quotas = new LinkedHashMap<>();
    config.providers().forEach((id, options) -> quotas.put(id, quota(options)));
    return quotas;
  }

  private static ProviderQuota quota(ProviderOptions options) {
    String fingerprint =
        options.credentials().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(entry -> entry.getValue().fingerprint())
            .findFirst()
            .orElse("");
    return new ProviderQuota(options.quotas(), fingerprint, options.deadline());
  }

  /** How much each client may ask; null for no limit. */
  static @Nullable ClientLimit clients(Config config, Clock clock) {
    ClientOptions options = config.http().clients();
    return options.requests() == 0
        ? null
        : new ClientLimit(
            options.requests(),
            options.window(),
            options.maxClients(),
            config.quota().instances(),
            clock);
  }

  static Map<String, Supplier<Component>> health(
      @Nullable RedisLink link, Quotas quotas, Clock clock) {
    Map<String, Supplier<Component>> health = new LinkedHashMap<>();
    if (link != null) {
      health.put("redis", () -> redis(link.state()));
    }
    health.put("quota", () -> quota(quotas.resting(), clock));
    return health;
  }

  private static Component quota(Map<String, Long> resting, Clock clock) {
    if (resting.isEmpty()) {
      return Component.up();
    }
    List<String> words = new ArrayList<>();
    resting.forEach(
        (provider, until) ->
            words.add(provider + " " + Math.max(0, until - clock.nanos()) / 1_000_000_000 + " s"));
    return Component.degraded(
        "what an earlier run spent is not known and is waited out: " + String.join(", ", words));
  }

  private static Component redis(LinkState state) {
    if (state instanceof LinkState.Down down) {
      return Component.degraded("serving from memory: " + down.reason());
    }
    return state instanceof LinkState.Up
        ? Component.up()
        : Component.degraded("connecting; serving from memory");
  }
}
