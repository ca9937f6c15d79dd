package dev.windsock.quota;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.bus.Messages.Nothing;
import dev.windsock.bus.QuotaMessages.Acquire;
import dev.windsock.bus.QuotaMessages.Adopt;
import dev.windsock.bus.QuotaMessages.Cancel;
import dev.windsock.bus.QuotaMessages.Peek;
import dev.windsock.bus.QuotaMessages.QuotaStates;
import dev.windsock.bus.QuotaMessages.Settle;
import dev.windsock.time.Clock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one owner of the quotas' state in a process: serves {@link Addresses#QUOTA_ACQUIRE}, {@link
 * Addresses#QUOTA_CANCEL}, {@link Addresses#QUOTA_SETTLE}, {@link Addresses#QUOTA_ADOPT} and {@link
 * Addresses#QUOTA_PEEK}. Deploy one instance, on an event loop.
 */
public final class RateLimitVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(RateLimitVerticle.class);

  private final Quotas quotas;
  private final Map<String, ProviderQuota> initial;
  private @Nullable SharedClients clients;
  private Clock.@Nullable Timer sharing;

  /**
   * @param quotas what it owns from its start on
   * @param initial the providers' limits, by the providers' ids
   */
  public RateLimitVerticle(Quotas quotas, Map<String, ProviderQuota> initial) {
    this.quotas = quotas;
    this.initial = Map.copyOf(initial);
  }

  /** Has the limit toward our own clients shared too. Before it is deployed. */
  public void share(SharedClients limited) {
    clients = limited;
  }

  @Override
  public Future<?> start() {
    Bus bus = Bus.of(vertx);
    sharing = clients == null ? null : clients.start();
    return quotas
        .start(task -> context.runOnContext(run -> task.run()), journal(), initial)
        .onSuccess(
            started -> {
              bus.serve(Addresses.QUOTA_ACQUIRE, Acquire.class, quotas::acquire);
              bus.serve(Addresses.QUOTA_CANCEL, Cancel.class, this::cancel);
              bus.serve(Addresses.QUOTA_SETTLE, Settle.class, this::settle);
              bus.serve(Addresses.QUOTA_ADOPT, Adopt.class, this::adopt);
              bus.serve(Addresses.QUOTA_PEEK, Peek.class, this::peek);
            });
  }

  private Journal journal() {
    if (!quotas.dataDir().isEmpty()) {
      return new FileJournal(vertx, Path.of(quotas.dataDir()));
    }
    if (quotas.instances() > 1) {
      LOG.warn(
          "quota.dataDir is empty with {} instances: a restart forgets what it spent, so for one"
              + " window a provider may be called more often than allowed",
          quotas.instances());
    }
    return new MemoryJournal();
  }

  private Future<Nothing> cancel(Cancel asked) {
    quotas.cancel(asked);
    return Future.succeededFuture(Nothing.NOTHING);
  }

  private Future<Nothing> settle(Settle done) {
    quotas.settle(done);
    return Future.succeededFuture(Nothing.NOTHING);
  }

  private Future<Nothing> adopt(Adopt said) {
    quotas.adopt(said);
    return Future.succeededFuture(Nothing.NOTHING);
  }

  private Future<QuotaStates> peek(Peek request) {
    return Future.succeededFuture(quotas.peek(request.provider()));
  }

  /**
   * Goes on with other options and limits; what was granted is not forgotten, and who waits stays
   * in line. Callable from any thread once deployed. What may not change live (instances, local
   * share, data directory) is the caller's to refuse.
   */
  public Future<Void> reconfigure(QuotaOptions options, Map<String, ProviderQuota> providers) {
    Promise<Void> done = Promise.promise();
    Context owner = context;
    owner.runOnContext(go -> quotas.reconfigure(options, Map.copyOf(providers)).onComplete(done));
    return done.future();
  }

  @Override
  public Future<?> stop() {
    if (sharing != null) {
      sharing.cancel();
    }
    return quotas.close();
  }
}
