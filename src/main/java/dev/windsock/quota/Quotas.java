package dev.windsock.quota;

import dev.windsock.bus.QuotaMessages.Acquire;
import dev.windsock.bus.QuotaMessages.Adopt;
import dev.windsock.bus.QuotaMessages.Cancel;
import dev.windsock.bus.QuotaMessages.Permit;
import dev.windsock.bus.QuotaMessages.QuotaState;
import dev.windsock.bus.QuotaMessages.QuotaStates;
import dev.windsock.bus.QuotaMessages.Settle;
import dev.windsock.option.InvalidValueException;
import dev.windsock.redis.RedisLink;
import dev.windsock.time.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Every provider's quota in this process. Belongs to one event loop. */
public final class Quotas {
  private final Clock clock;
  private final @Nullable RedisLink link;
  private final String namespace;
  private final MeterRegistry registry;
  private final Map<String, Quota> quotas = new LinkedHashMap<>();
  private final Map<String, ProviderQuota> configured = new LinkedHashMap<>();
  private QuotaOptions options;
  private Journal journal = new MemoryJournal();
  private volatile Map<String, Long> resting = Map.of();

  /**
   * @param link the process's link to Redis; null when none is configured: each instance then keeps
   *     its part of every limit to itself
   * @param namespace the first part of every key, as the Redis options say
   */
  public Quotas(
      Clock clock,
      @Nullable RedisLink link,
      String namespace,
      QuotaOptions options,
      MeterRegistry registry) {
    this.clock = clock;
    this.link = link;
    this.namespace = namespace;
    this.options = options;
    this.registry = registry;
  }

  /** What the journal is kept in; empty for none. */
  String dataDir() {
    return options.dataDir();
  }

  /** The most processes that may run against the same quotas. */
  int instances() {
    return options.instances();
  }

  /** Begins; the executor runs tasks where everything else runs too. */
  Future<Void> start(Executor owner, Journal past, Map<String, ProviderQuota> providers) {
    journal = past;
    if (link != null) {
      link.listen(state -> owner.execute(() -> quotas.values().forEach(Quota::linkMoved)));
    }
    return addAll(providers);
  }

  private Future<Void> addAll(Map<String, ProviderQuota> providers) {
    Map<String, String> lanes = new LinkedHashMap<>();
    providers.forEach((id, quota) -> lanes.put(id, lane(id, quota)));
    Set<String> noting = new HashSet<>();
    providers.forEach(
        (id, quota) -> {
          if (Shares.of(quota, options, link != null).isSlow()) {
            noting.add(lane(id, quota));
          }
        });
    return journal
        .open(Set.copyOf(lanes.values()), noting)
        .map(
            pasts -> {
              providers.forEach(
                  (id, quota) ->
                      add(id, quota, pasts.getOrDefault(lanes.get(id), Journal.Past.UNKNOWN)));
              return null;
            });
  }

  /**
   * The providers whose local lane rests, since it is not known what an earlier run granted, with
   * the monotonic nanoseconds until when. Callable from any thread.
   */
  public Map<String, Long> resting() {
    Map<String, Long> now = new LinkedHashMap<>();
    resting.forEach(
        (provider, until) -> {
          if (until - clock.nanos() > 0) {
            now.put(provider, until);
          }
        });
    return now;
  }

  /** The name of a provider's lane in the journal. */
  private static String lane(String provider, ProviderQuota quota) {
    return provider + "-" + quota.fingerprint();
  }

  private void add(String provider, ProviderQuota quota, Journal.Past past) {
    Shares shares = Shares.of(quota, options, link != null);
    LocalLane local = remembering(provider, shares, past);
    SharedScript shared = script(provider, quota, shares);
    SharedLane lane =
        link == null || options.instances() == 1
            ? null
            : new SharedLane(link.at(slot(provider, quota)), clock, shared, past.ran());
    configured.put(provider, quota);
    Quota added =
        new Quota(
            new Lanes(shares, local, lane),
            options.maxWaiters(),
            clock,
            new QuotaMeters(registry, provider),
            shares.isSlow() ? notebook(lane(provider, quota), shares) : null);
    quotas.put(provider, added);
    added.linkMoved();
  }

  private Granting.Notebook notebook(String lane, Shares shares) {
    long kept = shares.quarantine().plus(shares.step().multipliedBy(2)).toMillis() + 1;
    return (stampNanos, grants) -> {
      long wall = clock.millis();
      long stamp = wall + Math.floorDiv(stampNanos - clock.nanos(), 1_000_000L) + 1;
      return journal.note(lane, new Journal.Note(stamp, grants), wall, kept);
    };
  }

  /** A local lane that counts what the run before granted, or waits it out. */
  private LocalLane remembering(String provider, Shares shares, Journal.Past past) {
    long now = clock.nanos();
    long wall = clock.millis();
    List<Long> stamps = past.stamps();
    if (stamps == null && shares.hasLocal()) {
      Map<String, Long> rest = new LinkedHashMap<>(resting());
      rest.put(provider, now + shares.quarantine().toNanos());
      resting = Map.copyOf(rest);
    }
    if (stamps == null) {
      return new LocalLane(shares, now, shares.quarantine().toNanos());
    }
    LocalLane lane = new LocalLane(shares, now, 0);
    long step = 2 * shares.step().toNanos();
    lane.restore(
        stamps.stream().map(at -> now + (at - wall) * 1_000_000 + step).toList(), shares, now);
    return lane;
  }

  /** The beginning of a provider's keys: on a cluster all of them lie in one slot. */
  private String slot(String provider, ProviderQuota quota) {
    return namespace + ":v1:{quota:" + provider + ":" + quota.fingerprint() + "}:";
  }

  private @Nullable SharedScript script(String provider, ProviderQuota quota, Shares shares) {
    if (link == null || options.instances() == 1 || !shares.hasShared()) {
      return null;
    }
    String slot = slot(provider, quota);
    return new SharedScript(List.of(slot + "ring", slot + "meta"), shares, clock.millis());
  }

  /** Goes on with other options and limits; refuses what cannot change without a restart. */
  Future<Void> reconfigure(QuotaOptions next, Map<String, ProviderQuota> providers) {
    if (next.instances() != options.instances()) {
      return refused("instances", next.instances(), options.instances());
    }
    if (Double.compare(next.localShare(), options.localShare()) != 0) {
      return refused("localShare", next.localShare(), options.localShare());
    }
    if (!next.dataDir().equals(options.dataDir())) {
      return refused("dataDir", next.dataDir(), options.dataDir());
    }
    options = next;
    Map<String, List<Long>> left = new LinkedHashMap<>();
    for (Map.Entry<String, ProviderQuota> before : List.copyOf(configured.entrySet())) {
      ProviderQuota after = providers.get(before.getKey());
      if (after == null || !after.fingerprint().equals(before.getValue().fingerprint())) {
        close(before.getKey(), left);
      }
    }
    Map<String, ProviderQuota> fresh = new LinkedHashMap<>();
    providers.forEach(
        (provider, quota) -> {
          if (!goOn(provider, quota)) {
            fresh.put(provider, quota);
          }
        });
    return journal.close(left).compose(closed -> addAll(fresh));
  }

  private boolean goOn(String provider, ProviderQuota quota) {
    Quota live = quotas.get(provider);
    if (live == null) {
      return false;
    }
    Shares shares = Shares.of(quota, options, link != null);
    live.reconfigure(shares, script(provider, quota, shares), options.maxWaiters());
    configured.put(provider, quota);
    return true;
  }

  private static Future<Void> refused(String name, Object value, Object now) {
    return Future.failedFuture(
        new InvalidValueException(name, value, now + ", until a restart of every instance"));
  }

  private void close(String provider, Map<String, List<Long>> left) {
    Quota quota = quotas.remove(provider);
    ProviderQuota was = configured.remove(provider);
    if (quota != null && was != null) {
      List<Long> stamps = quota.close();
      if (stamps != null) {
        left.put(lane(provider, was), stamps);
      }
    }
  }

  /** Asks for permits. */
  Future<Permit> acquire(Acquire request) {
    Quota quota = quotas.get(request.provider());
    if (quota == null) {
      return Future.succeededFuture(
          new Permit(0, "none", 0, "unknown_provider", 0, clock.millis(), 0));
    }
    return quota.acquire(request);
  }

  /** Takes a request out of its line. */
  void cancel(Cancel asked) {
    Quota quota = quotas.get(asked.provider());
    if (quota != null) {
      quota.cancel(asked.ticket());
    }
  }

  /** Takes note of what became of calls. */
  void settle(Settle done) {
    Quota quota = quotas.get(done.provider());
    if (quota != null) {
      quota.settle(done);
    }
  }

  /** Takes an upstream's word. */
  void adopt(Adopt said) {
    Quota quota = quotas.get(said.provider());
    if (quota != null) {
      quota.adopt(said);
    }
  }

  /** How one provider's quota stands, or all of them. */
  QuotaStates peek(@Nullable String provider) {
    List<QuotaState> states = new ArrayList<>();
    if (provider != null && !quotas.containsKey(provider)) {
      throw new InvalidValueException("provider", provider, "one of " + quotas.keySet());
    }
    quotas.forEach(
        (id, quota) -> {
          if (provider == null || provider.equals(id)) {
            states.add(quota.state(id));
          }
        });
    return new QuotaStates(states);
  }

  /** Refuses who waits, and stops. */
  Future<Void> close() {
    Map<String, List<Long>> left = new LinkedHashMap<>();
    List.copyOf(quotas.keySet()).forEach(provider -> close(provider, left));
    return journal.close(left).eventually(journal::release);
  }
}
