package dev.windsock.config;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.bus.Messages.ConfigChanged;
import dev.windsock.time.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the configuration's files and puts changes in force. A change is taken up once the files
 * have stood still for one look, so that a file half written is not read.
 */
public final class ConfigVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigVerticle.class);
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

  private final Sources sources;
  private final Reloads reloads;
  private final Clock clock;
  private final MeterRegistry meters;
  private Stamps taken = Stamps.NONE;
  private Stamps seen = Stamps.NONE;
  private Future<Reload> running = Future.succeededFuture(new Reload.Unchanged());
  private Clock.@Nullable Timer timer;

  /**
   * @param sources where to read again
   * @param loaded what was read from them at start, and is in force
   * @param sections what takes changes live
   */
  public ConfigVerticle(
      Sources sources, Loaded loaded, List<Section> sections, Clock clock, MeterRegistry meters) {
    this.sources = sources;
    this.reloads = new Reloads(loaded, sections);
    this.clock = clock;
    this.meters = meters;
  }

  @Override
  public Future<?> start() {
    return Stamps.of(vertx.fileSystem(), reloads.inForce().files())
        .onSuccess(
            stamps -> {
              taken = stamps;
              seen = stamps;
              timer = clock.every(LOOK_NANOS, this::look);
            });
  }

  @Override
  public Future<?> stop() {
    if (timer != null) {
      timer.cancel();
    }
    return running;
  }

  /** Reads the sources again now. Never fails. May be called from any thread. */
  public Future<Reload> reload() {
    return Future.future(promise -> context.runOnContext(ready -> next().onComplete(promise)));
  }

  /** What is in force. To be asked on the verticle's own context. */
  Loaded inForce() {
    return reloads.inForce();
  }

  void look() {
    if (!running.isComplete()) {
      return;
    }
    Stamps.of(vertx.fileSystem(), reloads.inForce().files())
        .onSuccess(
            stamps -> {
              boolean still = stamps.equals(seen);
              seen = stamps;
              if (still && !stamps.equals(taken) && running.isComplete()) {
                taken = stamps;
                next();
              }
            });
  }

  /** One reload after the other. */
  private Future<Reload> next() {
    running = running.transform(earlier -> readAndApply());
    return running;
  }

  private Future<Reload> readAndApply() {
    return vertx
        .executeBlocking(() -> ConfigLoader.load(sources))
        .compose(reloads::apply)
        .otherwise(ConfigVerticle::refused)
        .onSuccess(this::tell);
  }

  private static Reload refused(Throwable cause) {
    if (cause instanceof ConfigException invalid) {
      return new Reload.Refused(invalid.violations().stream().map(Violation::toString).toList());
    }
    LOG.error("the configuration could not be read again", cause);
    return new Reload.Refused(List.of("an internal fault"));
  }

  private void tell(Reload reload) {
    meters.counter("windsock.config.reloads", "result", reload.label()).increment();
    if (reload instanceof Reload.Applied applied) {
      LOG.info("configuration changed: {}", String.join(", ", applied.keys()));
      Bus.of(vertx).announce(Addresses.CONFIG_CHANGED, new ConfigChanged(applied.keys()));
    } else if (reload instanceof Reload.Refused refused) {
      refused.reasons().forEach(reason -> LOG.warn("configuration not changed: {}", reason));
    }
  }
}
