package dev.windsock.answer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** The meters of this package: {@code windsock.answers{result}}. */
final class AnswerMeters {
  final Counter hit;
  final Counter made;
  final Counter joined;
  final Counter failed;

  AnswerMeters(MeterRegistry registry) {
    this.hit = counter(registry, "hit");
    this.made = counter(registry, "made");
    this.joined = counter(registry, "joined");
    this.failed = counter(registry, "failed");
  }

  private static Counter counter(MeterRegistry registry, String result) {
    return Counter.builder("windsock.answers")
        .description("Answers by how they came about")
        .tag("result", result)
        .register(registry);
  }
}
