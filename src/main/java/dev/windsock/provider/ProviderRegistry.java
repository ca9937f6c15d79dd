package dev.windsock.provider;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Messages.Nothing;
import dev.windsock.bus.ProviderMessages.ProviderState;
import dev.windsock.bus.ProviderMessages.ProviderStates;
import dev.windsock.bus.ProviderMessages.Read;
import dev.windsock.bus.ProviderMessages.ReadReply;
import dev.windsock.bus.ProviderMessages.ReadRequest;
import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Problem;
import dev.windsock.time.Clock;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Knows every provider and deploys each on its first use, or at start where configured.
 *
 * <p>While a provider is not deployed, a stand-in serves its address: the first request deploys the
 * verticle, the stand-in withdraws, and the request is asked again. For a provider that is switched
 * off the stand-in answers {@link Problem#DISABLED}. Thread-safe.
 */
public final class ProviderRegistry {
  private static final long GRACE_MILLIS = 1_000;
  private static final Duration SWEEP = Duration.ofSeconds(30);

  /** A source that can be deployed. */
  public interface Source {
    /** The provider's id. */
    String id();

    /** A verticle that serves it, with these options; called once for each deployment. */
    Deployable verticle(ProviderOptions options, Vitals vitals);

    /** Whether it must run from the start whatever its options say, since it is told things. */
    default boolean listens() {
      return false;
    }

    /** An upstream as a source. */
    static Source of(Upstream upstream, ProviderParts parts) {
      return new Source() {
        @Override
        public String id() {
          return upstream.id();
        }

        @Override
        public Deployable verticle(ProviderOptions options, Vitals vitals) {
          return new ProviderVerticle(upstream, options, parts, vitals);
        }
      };
    }
  }

  private final ProviderParts parts;
  private final boolean simulated;
  private final Map<String, ProviderSlot> slots = new TreeMap<>();
  private final Map<String, MessageConsumer<Object>> standIns = new ConcurrentHashMap<>();
  private final List<MessageConsumer<Object>> lists = new ArrayList<>();
  private final List<Gauge> gauges = new ArrayList<>();
  private Clock.@Nullable Timer sweep;

  /**
   * @param sources every source that there is
   * @param options configuration by id; a source without any is not known
   * @param simulated whether the upstreams are simulated, as every state then says
   * @throws InvalidValueException when options are given for a source that there is none of
   */
  public ProviderRegistry(
      Vertx vertx,
      ProviderParts parts,
      List<Source> sources,
      Map<String, ProviderOptions> options,
      boolean simulated) {
    this.parts = parts;
    this.simulated = simulated;
    Map<String, Source> known = new TreeMap<>();
    sources.forEach(source -> known.put(source.id(), source));
    options.forEach(
        (id, its) -> {
          Source source = known.get(id);
          if (source == null) {
            throw new InvalidValueException(
                "providers", id, "one of " + String.join(", ", known.keySet()));
          }
          ProviderSlot slot = new ProviderSlot(vertx, source, its);
          slots.put(id, slot);
          gauges.add(uptime(slot));
        });
  }

  private Gauge uptime(ProviderSlot slot) {
    return Gauge.builder(
            "windsock.provider.uptime",
            slot.vitals(),
            vitals -> {
              Double uptime = vitals.uptime(parts.clock());
              return uptime == null ? Double.NaN : uptime;
            })
        .description("The share of calls to the upstream in the last hour that did not fail")
        .tag("provider", slot.id())
        .register(parts.meters());
  }

  /** The ids of all providers, switched off ones included, in a fixed order. */
  public List<String> known() {
    return List.copyOf(slots.keySet());
  }

  /** Serves {@code windsock.providers.list} and every provider; deploys the eager ones. */
  public Future<Void> start() {
    lists.add(parts.bus().serve(Addresses.PROVIDERS_LIST, Nothing.class, nothing -> states()));
    List<Future<?>> eager = new ArrayList<>();
    for (ProviderSlot slot : slots.values()) {
      standIn(slot);
      if (isEager(slot)) {
        eager.add(ensure(slot.id()));
      }
    }
    sweep = parts.clock().every(SWEEP.toNanos(), this::retire);
    return Future.all(eager).mapEmpty();
  }

  /**
   * Undeploys what nobody asks any more. What is left alone just now stays, since only its verticle
   * knows until when.
   */
  private void retire() {
    for (ProviderSlot slot : slots.values()) {
      ProviderOptions options = slot.options();
      if (slot.isDeployed()
          && !isEager(slot)
          && !slot.vitals().isLeftAlone()
          && slot.vitals().idleNanos(parts.clock()) >= options.idleAfter().toNanos()) {
        slot.undeploy(options, () -> standIn(slot));
      }
    }
  }

  private static boolean isEager(ProviderSlot slot) {
    ProviderOptions options = slot.options();
    return options.enabled() && (slot.listens() || options.start() == ProviderOptions.Start.EAGER);
  }

  /**
   * Deploys a provider unless it is deployed already.
   *
   * @return fails when it is unknown or cannot be deployed; does nothing for a disabled one
   */
  public Future<Void> ensure(String id) {
    ProviderSlot slot = slots.get(id);
    if (slot == null) {
      return Future.failedFuture(
          new InvalidValueException("provider", id, String.join(", ", known())));
    }
    return slot.options().enabled()
        ? slot.deploy().compose(deployed -> withdraw(id))
        : Future.succeededFuture();
  }

  private void standIn(ProviderSlot slot) {
    standIns.computeIfAbsent(
        slot.id(),
        id ->
            parts
                .bus()
                .serve(
                    Addresses.providerRead(id),
                    ReadRequest.class,
                    request -> readInstead(slot, request)));
  }

  private Future<Void> withdraw(String id) {
    MessageConsumer<Object> standIn = standIns.remove(id);
    return standIn == null ? Future.succeededFuture() : standIn.unregister();
  }

  private Future<ReadReply> readInstead(ProviderSlot slot, ReadRequest request) {
    if (!slot.options().enabled()) {
      return Future.succeededFuture(
          new ReadReply(
              request.wanted().stream()
                  .map(wanted -> Read.failed(wanted.symbol(), Problem.DISABLED, null))
                  .toList()));
    }
    return ensure(slot.id())
        .compose(
            deployed ->
                parts
                    .bus()
                    .ask(
                        Addresses.providerRead(slot.id()),
                        request,
                        ReadReply.class,
                        request.budgetMillis() + GRACE_MILLIS));
  }

  private Future<ProviderStates> states() {
    List<ProviderState> states = new ArrayList<>(slots.size());
    for (ProviderSlot slot : slots.values()) {
      states.add(
          slot.vitals()
              .state(slot.id(), slot.options(), slot.isDeployed(), simulated, parts.clock()));
    }
    return Future.succeededFuture(new ProviderStates(states));
  }

  /**
   * Takes new options: what changed is undeployed, and deployed again on its next use or at once
   * where it is eager. Options of unknown providers are ignored; a provider without any keeps its
   * own.
   */
  public Future<Void> reconfigure(Map<String, ProviderOptions> options) {
    List<Future<?>> changes = new ArrayList<>();
    for (ProviderSlot slot : slots.values()) {
      ProviderOptions following = options.get(slot.id());
      if (following != null && !following.equals(slot.options())) {
        // Not before: a deployment in flight would take the stand-in away when it is done.
        Future<?> changed = slot.undeploy(following, () -> standIn(slot));
        changes.add(isEager(slot) ? changed.compose(undeployed -> ensure(slot.id())) : changed);
      }
    }
    return Future.join(changes).mapEmpty();
  }

  /** Undeploys every provider and stops serving. */
  public Future<Void> close() {
    if (sweep != null) {
      sweep.cancel();
    }
    gauges.forEach(parts.meters()::remove);
    List<Future<?>> closing = new ArrayList<>();
    lists.forEach(list -> closing.add(list.unregister()));
    standIns.values().forEach(standIn -> closing.add(standIn.unregister()));
    slots.values().forEach(slot -> closing.add(slot.undeploy(slot.options(), () -> {})));
    return Future.join(closing).mapEmpty();
  }
}
