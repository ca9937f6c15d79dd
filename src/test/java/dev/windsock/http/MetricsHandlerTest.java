package dev.windsock.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.time.ManualClock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MetricsHandlerTest {
  @Test
  void text_askedForWhileItIsWritten_isWrittenOnce() throws Exception {
    Vertx vertx = Vertx.vertx();
    CompletableFuture<Double> held = new CompletableFuture<>();
    AtomicInteger scrapes = new AtomicInteger();
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Gauge.builder(
            "held",
            () -> {
              scrapes.incrementAndGet();
              return held.join();
            })
        .register(registry);
    MetricsHandler handler = new MetricsHandler(registry, new Problems(new ManualClock()));

    Future<Buffer> first = handler.text(vertx, MetricsHandler.PROMETHEUS);
    Future<Buffer> second = handler.text(vertx, MetricsHandler.PROMETHEUS);
    held.complete(7.0);

    assertThat(Stage.await(first).toString()).contains("held 7.0");
    assertThat(Stage.await(second)).isSameAs(Stage.await(first));
    assertThat(scrapes).hasValue(1);
    Stage.await(handler.text(vertx, MetricsHandler.PROMETHEUS));
    assertThat(scrapes).hasValue(2);
    Stage.await(vertx.close());
  }
}
