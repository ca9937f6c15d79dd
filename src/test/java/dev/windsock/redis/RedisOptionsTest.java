package dev.windsock.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windsock.option.InvalidValueException;
import dev.windsock.option.Secret;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisOptionsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"redis://127.0.0.1:6379", "rediss://cache.example.com", "redis://[::1]:1"})
  void options_usualEndpoint_isTaken(String endpoint) {
    assertThat(options(endpoint).endpoints()).containsExactly(endpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://user:hunter2secret@host:6379",
        "redis://:hunter2secret@host:99999",
        "http://host:6379",
        "host:6379",
        "redis://host:0",
        "redis://",
        "redis://a b",
      })
  void options_endpointThatCannotBeUsed_isRefusedWithoutItsSecret(String endpoint) {
    assertThatThrownBy(() -> options(endpoint))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("endpoints[0]")
        .hasMessageContaining("redis://host:port")
        .message()
        .doesNotContain("hunter2secret");
  }

  private static RedisOptions options(String endpoint) {
    return new RedisOptions(
        RedisOptions.Mode.STANDALONE,
        List.of(endpoint),
        "",
        "",
        Secret.of(""),
        false,
        "",
        Duration.ofMillis(500),
        Duration.ofMillis(50),
        Duration.ofMillis(250),
        "ws");
  }
}
