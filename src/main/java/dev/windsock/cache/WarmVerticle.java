package dev.windsock.cache;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.bus.CacheMessages.Warm;
import dev.windsock.bus.CacheMessages.Warmed;
import dev.windsock.option.Check;
import dev.windsock.sentiment.Symbol;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.LinkedHashSet;
import java.util.List;

/** Runs the warmer and serves its address. One instance a process. */
public final class WarmVerticle extends VerticleBase {
  private static final int MAX_SYMBOLS = 1_000;

  private final Warmer warmer;

  /** Of a warmer that is not started. */
  public WarmVerticle(Warmer warmer) {
    this.warmer = warmer;
  }

  @Override
  public Future<?> start() {
    Bus.of(vertx).serve(Addresses.CACHE_WARM, Warm.class, this::warm);
    // Behind the start, not in it: nobody waits for it.
    vertx.runOnContext(run -> warmer.start());
    return Future.succeededFuture();
  }

  private Future<Warmed> warm(Warm request) {
    List<String> asked = request.symbols() == null ? List.of() : request.symbols();
    Check.range("symbols", asked.size(), 0, MAX_SYMBOLS);
    LinkedHashSet<String> symbols = new LinkedHashSet<>();
    asked.forEach(symbol -> symbols.add(Symbol.parse(symbol).code()));
    List<String> meant = asked.isEmpty() ? warmer.wanted() : List.copyOf(symbols);
    return Future.succeededFuture(new Warmed(meant.size(), warmer.add(meant)));
  }

  @Override
  public Future<?> stop() {
    warmer.stop();
    return Future.succeededFuture();
  }
}
