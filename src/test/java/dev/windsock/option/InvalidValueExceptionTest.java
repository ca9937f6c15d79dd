package dev.windsock.option;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InvalidValueExceptionTest {
  @Test
  void message_hostileValue_isOnePrintableLine() {
    InvalidValueException refused =
        new InvalidValueException("symbol", "a\r\n\u0000\u202e\ud800b", "a ticker");
    assertThat(refused.getMessage())
        .isEqualTo(
            "symbol: 'a\\u000D\\u000A\\u0000\\u202E\\uD800b' is not allowed; allowed: a ticker");
  }

  @Test
  void under_path_namesTheWholePath() {
    InvalidValueException refused = new InvalidValueException("limit", 0, "1 to 9").under("[2]");
    assertThat(refused.under("quotas").name()).isEqualTo("quotas[2].limit");
    assertThat(refused.value()).isEqualTo("0");
  }

  @Test
  void secret_anyTextForm_isMasked() {
    Secret secret = Secret.of("hunter2\n");
    assertThat(secret.toString()).isEqualTo("****");
    assertThat(secret.reveal()).isEqualTo("hunter2");
    assertThat(secret.matches("hunter2")).isTrue();
    assertThat(secret.fingerprint()).hasSize(16).doesNotContain("hunter2");
  }
}
