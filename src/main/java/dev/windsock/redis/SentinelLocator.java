package dev.windsock.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import org.jspecify.annotations.Nullable;

/**
 * Asks Sentinels where the master is, one after the other until one knows, and each time beginning
 * with another: one that was cut off from its fellows, and still names the old master, costs one
 * try. That what it names is a master is checked by the greeting.
 */
final class SentinelLocator implements Locator {
  private final Greeting greeting;
  private final RedisOptions options;
  private final long guardNanos;
  private int first;

  SentinelLocator(Greeting greeting, RedisOptions options) {
    this.greeting = greeting;
    this.options = options;
    this.guardNanos = options.connectTimeout().toNanos() / 2;
  }

  @Override
  public Future<String> locate() {
    return ask(first++, 0, new LinkDownException("no Sentinel"));
  }

  private Future<String> ask(int from, int asked, Throwable last) {
    if (asked == options.endpoints().size()) {
      return Future.failedFuture(last);
    }
    String sentinel =
        options.endpoints().get(Math.floorMod(from + asked, options.endpoints().size()));
    return master(sentinel)
        .recover(
            cause ->
                ask(
                    from,
                    asked + 1,
                    new LinkDownException(
                        "Sentinel " + sentinel + ": " + Refusal.describe(cause))));
  }

  private Future<String> master(String sentinel) {
    Request question =
        Request.cmd(Command.SENTINEL).arg("GET-MASTER-ADDR-BY-NAME").arg(options.masterName());
    // Most Sentinels have no password of their own and refuse one.
    return greeting
        .ask(sentinel, question, false, guardNanos)
        .recover(
            cause ->
                cause instanceof ErrorType error && error.is("NOAUTH")
                    ? greeting.ask(sentinel, question, true, guardNanos)
                    : Future.<@Nullable Response>failedFuture(cause))
        .compose(
            address ->
                address == null || address.size() < 2
                    ? Future.failedFuture(
                        new LinkDownException("no master named " + options.masterName()))
                    : Future.succeededFuture(
                        Endpoints.of(address.get(0).toString(), address.get(1).toString())));
  }
}
