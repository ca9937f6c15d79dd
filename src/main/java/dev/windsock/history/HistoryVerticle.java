package dev.windsock.history;

import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.jspecify.annotations.Nullable;

/**
 * Writes the history down and keeps the board true every few seconds, and all that is left at the
 * end. One instance a process.
 */
public final class HistoryVerticle extends VerticleBase {
  private static final long FLUSH_NANOS = 5_000_000_000L;

  private final Recorder recorder;
  private final Clock clock;
  private Clock.@Nullable Timer timer;

  public HistoryVerticle(Recorder recorder, Clock clock) {
    this.recorder = recorder;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    timer = clock.every(FLUSH_NANOS, recorder::flush);
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    if (timer != null) {
      timer.cancel();
    }
    return recorder.finish();
  }
}
