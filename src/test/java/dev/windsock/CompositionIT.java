package dev.windsock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windsock.config.ConfigLoader;
import dev.windsock.config.Sources;
import dev.windsock.option.InvalidValueException;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompositionIT {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void start_portInUse_failsAtOnceNamingThePort(boolean simulated) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Sources sources = sources("http.port=" + taken.getLocalPort());
      assertThatThrownBy(
              () -> await(new Composition().start(sources, ConfigLoader.load(sources), simulated)))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining("http.port")
          .hasMessageContaining(taken.getLocalPort() + " (in use)");
    }
  }

  @Test
  void stop_started_freesThePort() throws Exception {
    Sources sources = sources("http.port=0");
    Services.Service service =
        await(new Composition().start(sources, ConfigLoader.load(sources), true));
    int port = service.port();
    await(service.stop());

    try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(free.isBound()).isTrue();
    }
  }

  private static Sources sources(String port) {
    return Sources.of(null, null, Map.of())
        .with("test", List.of(port, "http.drainGrace=0s", "providers.bluesky.enabled=false"));
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
