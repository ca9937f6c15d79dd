package dev.windsock.redis;

import io.vertx.core.Future;

/** Finds the master of a cluster that serves one slot. */
final class SlotLocator implements Locator {
  private final Discovery discovery;
  private final int slot;

  SlotLocator(Discovery discovery, int slot) {
    this.discovery = discovery;
    this.slot = slot;
  }

  @Override
  public Future<String> locate() {
    return discovery
        .ask()
        .compose(
            layout ->
                layout.ranges().stream()
                    .filter(range -> range.from() <= slot && slot <= range.to())
                    .findFirst()
                    .map(range -> Future.succeededFuture(range.master()))
                    .orElseGet(
                        () ->
                            Future.failedFuture(
                                new LinkDownException("nobody serves slot " + slot))));
  }

  @Override
  public boolean follows() {
    return true;
  }
}
