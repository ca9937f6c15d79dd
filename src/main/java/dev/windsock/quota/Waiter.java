package dev.windsock.quota;

import dev.windsock.bus.Messages.Priority;
import dev.windsock.bus.QuotaMessages.Acquire;
import dev.windsock.bus.QuotaMessages.Permit;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/** One request in line. */
final class Waiter {
  private final Acquire request;
  private final Promise<Permit> promise;
  private final long sinceNanos;
  private final long deadlineNanos;
  private final long number;

  Waiter(Acquire request, Promise<Permit> promise, long sinceNanos, long number) {
    this.request = request;
    this.promise = promise;
    this.sinceNanos = sinceNanos;
    this.deadlineNanos = sinceNanos + request.maxWaitMillis() * 1_000_000;
    this.number = number;
  }

  /** By which it is cancelled; null when it is not to be. */
  @Nullable String ticket() {
    return request.ticket();
  }

  /** What one call costs. */
  int cost() {
    return request.cost();
  }

  /** How many calls are asked for. */
  int wanted() {
    return request.wanted();
  }

  /** Who goes first. */
  Priority priority() {
    return request.priority();
  }

  /** Since when it waits. */
  long sinceNanos() {
    return sinceNanos;
  }

  /** Until when it waits. */
  long deadlineNanos() {
    return deadlineNanos;
  }

  /** Its place in the order of arrival. */
  long number() {
    return number;
  }

  /** Ends the wait. */
  void complete(Permit permit) {
    promise.tryComplete(permit);
  }
}
