package dev.windsock.monitor;

import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How the parts are. Each is asked at once and has half a second to answer; one that throws, fails
 * or is late is down. Built with its probes and then immutable; thread-safe.
 */
public final class Health {
  /** The longest that a probe may take. */
  public static final Duration PROBE_TIMEOUT = Duration.ofMillis(500);

  private final Clock clock;
  private final Map<String, Supplier<Future<Finding>>> probes;

  /**
   * With these parts.
   *
   * @param probes by the part's name, in the order in which they are reported
   */
  public Health(Clock clock, Map<String, Supplier<Future<Finding>>> probes) {
    this.clock = clock;
    this.probes = new LinkedHashMap<>(probes);
  }

  /** How a part is. The worst of them is the verdict on the whole. */
  public enum Status {
    UP,
    /** Works, with something missing: answers are still given. */
    DEGRADED,
    DOWN;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What a probe found.
   *
   * @param detail a few words for the reader, without secrets
   */
  public record Finding(Status status, String detail) {
    /** All is well. */
    public static final Finding UP = new Finding(Status.UP, "ok");
  }

  /**
   * How one part is.
   *
   * @param latencyMs how long its probe took
   */
  public record Component(String name, Status status, String detail, double latencyMs) {}

  /** How everything is. */
  public record Report(Status status, List<Component> components) {
    public Report {
      components = List.copyOf(components);
    }
  }

  /** Asks every part. Never fails. */
  public Future<Report> check() {
    List<Future<Component>> asked = new ArrayList<>();
    probes.forEach((name, probe) -> asked.add(ask(name, probe)));
    return Future.join(asked)
        .map(done -> asked.stream().map(Future::result).toList())
        .map(components -> new Report(worst(components), components));
  }

  private Future<Component> ask(String name, Supplier<Future<Finding>> probe) {
    long start = clock.nanos();
    Promise<Finding> first = Promise.promise();
    Clock.Timer timer =
        clock.after(PROBE_TIMEOUT.toNanos(), () -> first.tryComplete(down("no answer in time")));
    Future<Finding> finding;
    try {
      finding = probe.get();
    } catch (RuntimeException e) {
      finding = Future.failedFuture(e);
    }
    finding
        .otherwise(cause -> down("the check failed"))
        .onSuccess(found -> first.tryComplete(found));
    return first
        .future()
        .map(
            found -> {
              timer.cancel();
              double millis = (clock.nanos() - start) / 1e6;
              return new Component(name, found.status(), found.detail(), millis);
            });
  }

  private static Finding down(String detail) {
    return new Finding(Status.DOWN, detail);
  }

  private static Status worst(List<Component> components) {
    return components.stream().map(Component::status).max(Enum::compareTo).orElse(Status.UP);
  }
}
