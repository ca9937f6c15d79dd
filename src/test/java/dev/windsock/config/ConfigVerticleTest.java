package dev.windsock.config;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.bus.Messages.ConfigChanged;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.time.VertxClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigVerticleTest {
  @TempDir Path dir;
  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private Path file;
  private ConfigVerticle verticle;

  @BeforeEach
  void deploy() throws Exception {
    file = dir.resolve("windsock.yaml");
    write("cache: {ttlJitter: 0.1}\n");
    Sources sources = Sources.of(file, null, Map.of());
    List<Section> sections =
        List.of(
            new Section("cache", List.of("cache"), config -> call("cache", config)),
            new Section("quota", List.of("providers.*.quotas"), config -> call("quota", config)),
            new Section("monitor", List.of("monitor"), this::refuseLongMemory));
    verticle =
        new ConfigVerticle(
            sources, ConfigLoader.load(sources), sections, new VertxClock(vertx), meters);
    Bus.register(vertx);
    await(vertx.deployVerticle(verticle));
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  private Future<Void> call(String name, Config config) {
    calls.add(name + " " + config.cache().ttlJitter());
    return Future.succeededFuture();
  }

  private Future<Void> refuseLongMemory(Config config) {
    calls.add("monitor " + config.monitor().maxSources());
    return config.monitor().maxSources() > 1000
        ? Future.failedFuture(new ProblemException(Problem.UNAVAILABLE, "no room"))
        : Future.succeededFuture();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }

  /** Whole at once, as an editor does it. */
  private void write(String yaml) throws IOException {
    Path next = Files.writeString(dir.resolve("next"), yaml);
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void reload_liveChange_isHandedToThoseItConcernsAndAnnounced() throws Exception {
    Promise<ConfigChanged> announced = Promise.promise();
    Bus.of(vertx).listen(Addresses.CONFIG_CHANGED, ConfigChanged.class, announced::tryComplete);
    write("cache: {ttlJitter: 0.2}\n");

    Reload reload = await(verticle.reload());

    assertThat(reload).isEqualTo(new Reload.Applied(List.of("cache.ttlJitter")));
    assertThat(calls).containsExactly("cache 0.2");
    assertThat(await(announced.future()).keys()).containsExactly("cache.ttlJitter");
    assertThat(verticle.inForce().config().cache().ttlJitter()).isEqualTo(0.2);
    assertThat(meters.counter("windsock.config.reloads", "result", "applied").count()).isOne();
  }

  @Test
  void reload_nothingDiffers_callsNobody() throws Exception {
    write("# the same\ncache: {ttlJitter: 0.10}\n");

    assertThat(await(verticle.reload())).isEqualTo(new Reload.Unchanged());
    assertThat(calls).isEmpty();
  }

  @Test
  void reload_invalidFile_changesNothingAndSaysWhy() throws Exception {
    for (String broken : List.of("cache: {ttlJitter: 7}\n", "cache: {", "", "cahce: {}\n")) {
      write(broken);

      Reload reload = await(verticle.reload());

      assertThat(reload).isInstanceOf(Reload.Refused.class);
      assertThat(((Reload.Refused) reload).reasons()).singleElement().asString().contains("yaml");
    }
    assertThat(calls).isEmpty();
    assertThat(verticle.inForce().config().cache().ttlJitter()).isEqualTo(0.1);
  }

  @Test
  void reload_oneKeyThatNeedsARestart_refusesAllByName() throws Exception {
    write("cache: {ttlJitter: 0.2}\nhttp: {port: 1}\n");

    Reload reload = await(verticle.reload());

    assertThat(((Reload.Refused) reload).reasons())
        .singleElement()
        .asString()
        .startsWith("http.port: cannot change while running")
        .contains("windsock.yaml:2");
    assertThat(calls).isEmpty();
  }

  @Test
  void reload_oneFeatureRefuses_theOthersGoBack() throws Exception {
    write("cache: {ttlJitter: 0.2}\nmonitor: {maxSources: 2000}\n");

    Reload reload = await(verticle.reload());

    assertThat(reload)
        .isEqualTo(new Reload.Refused(List.of("monitor: refused the change: no room")));
    assertThat(calls).containsExactly("cache 0.2", "monitor 2000", "monitor 1000", "cache 0.1");
    assertThat(verticle.inForce().config().cache().ttlJitter()).isEqualTo(0.1);
  }

  @Test
  void watch_changedFile_isTakenUpByItself() throws Exception {
    Promise<ConfigChanged> announced = Promise.promise();
    Bus.of(vertx).listen(Addresses.CONFIG_CHANGED, ConfigChanged.class, announced::tryComplete);

    write("cache: {ttlJitter: 0.25}\n");

    assertThat(await(announced.future()).keys()).containsExactly("cache.ttlJitter");
  }

  @Test
  void reload_severalAtOnce_runOneAfterTheOther() throws Exception {
    write("cache: {ttlJitter: 0.3}\n");

    List<Future<Reload>> reloads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      reloads.add(verticle.reload());
    }
    await(Future.join(reloads));

    assertThat(reloads.stream().map(Future::result).filter(Reload.Applied.class::isInstance))
        .hasSize(1);
    assertThat(calls).containsExactly("cache 0.3");
  }
}
