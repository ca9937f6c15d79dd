package dev.windsock;

import static dev.windsock.Stage.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.Caller.Reply;
import dev.windsock.lab.Fault;
import dev.windsock.lab.Fault.Kind;
import dev.windsock.lab.LabReport;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stopping under requests. */
@Timeout(60)
class DrainIT {
  private static List<Future<Reply>> askMany(Caller http, int count) {
    List<Future<Reply>> asked = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      asked.add(http.asking("/v1/sentiment/DR" + i + "?sources=hackernews"));
    }
    return asked;
  }

  /** Until so many requests have come through the service to the upstream. */
  private static void untilUpstreamIsAsked(Stage stage, int requests) throws Exception {
    stage.until(
        "calls at the upstream",
        () -> {
          LabReport.Provider asked = stage.lab.report().providers().get("hackernews");
          return Future.succeededFuture(asked != null && asked.requests() >= requests);
        });
  }

  @Test
  void stop_requestsInFlight_noneFailsAndNewOnesAreToldToGo() throws Exception {
    try (Stage stage = new Stage()) {
      stage.lab.fault("hackernews", Fault.of(Kind.HANG));
      Stage.Instance instance =
          stage.start("http.drainGrace=1s", "providers.hackernews.deadline=500ms");
      Caller http = instance.http();
      http.get("/livez");
      List<Future<Reply>> inFlight = askMany(http, 20);
      untilUpstreamIsAsked(stage, 1);

      Future<Void> stopped = instance.windsock().stop();
      stage.until("not ready", () -> http.asking("/readyz").map(reply -> reply.status() == 503));
      Reply ready = http.get("/readyz");
      assertThat(ready.json().getString("code")).isEqualTo("draining");
      assertThat(ready.header("retry-after")).isNotEqualTo("null");
      Reply late = http.get("/v1/sentiment/LATE?sources=feed");
      assertThat(late.status()).isEqualTo(200);
      assertThat(late.header("connection")).isEqualToIgnoringCase("close");
      assertThat(http.get("/livez").status()).isEqualTo(200);

      await(Future.all(inFlight));
      for (Future<Reply> one : inFlight) {
        assertThat(one.result().status()).isEqualTo(200);
        assertThat(one.result().json().getString("symbol")).startsWith("DR");
      }
      await(stopped);
      stage.until(
          "nobody listens",
          () ->
              http.asking("/livez")
                  .map(reply -> false)
                  .otherwise(cause -> cause instanceof ConnectException));
    }
  }

  @Test
  void stop_upstreamSlowerThanTheGrace_isWaitedForAndNotCutOff() throws Exception {
    try (Stage stage = new Stage()) {
      stage.lab.fault("hackernews", Fault.of(Kind.HANG));
      Stage.Instance instance =
          stage.start("http.drainGrace=100ms", "providers.hackernews.deadline=3s");
      List<Future<Reply>> inFlight = askMany(instance.http(), 3);
      untilUpstreamIsAsked(stage, 3);

      Future<Void> stopped = instance.windsock().stop();

      await(Future.all(inFlight));
      for (Future<Reply> one : inFlight) {
        assertThat(one.result().status()).isEqualTo(200);
        JsonObject source = one.result().json().getJsonArray("sources").getJsonObject(0);
        assertThat(source.getString("status")).isEqualTo("timed_out");
      }
      await(stopped);
    }
  }

  @Test
  void stop_idle_isQuickAndTwiceIsOnce() throws Exception {
    try (Stage stage = new Stage()) {
      Stage.Instance instance = stage.start();
      instance.http().get("/v1/sentiment/TSLA?sources=feed");
      instance.stop();
      instance.stop();
    }
  }
}
