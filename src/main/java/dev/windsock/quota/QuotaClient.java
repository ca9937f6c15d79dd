package dev.windsock.quota;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.bus.Messages.Nothing;
import dev.windsock.bus.QuotaMessages.Acquire;
import dev.windsock.bus.QuotaMessages.Adopt;
import dev.windsock.bus.QuotaMessages.Cancel;
import dev.windsock.bus.QuotaMessages.Permit;
import dev.windsock.bus.QuotaMessages.Settle;
import io.vertx.core.Future;

/**
 * Asks the rate-limit verticle for permits, over the bus. Thread-safe.
 *
 * <p>A refusal is a {@link Permit} with {@code granted} 0, not a failure; only a limiter that does
 * not answer fails.
 */
public final class QuotaClient {
  /** What the bus itself may take on top of the wait that was asked for. */
  private static final long GRACE_MILLIS = 1_000;

  private final Bus bus;

  /** Over this bus. */
  public QuotaClient(Bus bus) {
    this.bus = bus;
  }

  /** Asks for permits, waiting in line for them as long as the request allows. */
  public Future<Permit> acquire(Acquire request) {
    return bus.ask(
        Addresses.QUOTA_ACQUIRE, request, Permit.class, request.maxWaitMillis() + GRACE_MILLIS);
  }

  /** Stops waiting for a permit that was asked for with this ticket. */
  public Future<Nothing> cancel(String provider, String ticket) {
    return bus.ask(
        Addresses.QUOTA_CANCEL, new Cancel(provider, ticket), Nothing.class, GRACE_MILLIS);
  }

  /** Says what became of calls; see {@link Settle}. What is lost on the way does no harm. */
  public Future<Nothing> settle(Settle done) {
    return bus.ask(Addresses.QUOTA_SETTLE, done, Nothing.class, GRACE_MILLIS);
  }

  /** Passes on what an upstream said of its quota. */
  public Future<Nothing> adopt(Adopt said) {
    return bus.ask(Addresses.QUOTA_ADOPT, said, Nothing.class, GRACE_MILLIS);
  }
}
