package dev.windsock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.windsock.bus.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogEncoderTest {
  private static String line(boolean json, String message, @Nullable Throwable error) {
    Logger logger = new LoggerContext().getLogger("dev.windsock.Some");
    LoggingEvent event =
        new LoggingEvent("caller", logger, Level.WARN, message, error, new Object[0]);
    event.setTimeStamp(1_795_435_200_000L);
    event.setThreadName("main");
    event.setMDCPropertyMap(Map.of());
    return new String(new LogEncoder(json).encode(event), UTF_8);
  }

  @Test
  void json_anyMessage_isOneLineOfJson() throws Exception {
    String line = line(true, "a \"quoted\"\\ \u001b[31m\r\nline\u2028two", null);

    assertThat(line).hasLineCount(1).doesNotContain("\u001b").endsWith("\n");
    assertThat(Json.shared().readTree(line).path("message").textValue())
        .isEqualTo("a \"quoted\"\\ \u001b[31m\r\nline\u2028two");
    assertThat(Json.shared().readTree(line).path("time").textValue())
        .isEqualTo("2026-11-23T12:00:00Z");
  }

  @Test
  void json_exception_keepsItsStackInOneLine() throws Exception {
    String line = line(true, "failed", new IllegalStateException("broken"));

    assertThat(line).hasLineCount(1);
    assertThat(Json.shared().readTree(line).path("error").textValue())
        .startsWith("java.lang.IllegalStateException: broken\n\tat ");
  }

  @Test
  void plain_controlCharacters_areEscaped() {
    assertThat(line(false, "a\nb\u001b[31m", null))
        .isEqualTo("12:00:00.000 WARN Some: a\\u000Ab\\u001B[31m\n");
  }

  @Test
  void urls_loseQueriesAndCredentials() {
    assertThat(line(false, "GET https://ana:pw@host/path?token=hunter2&x=1 failed", null))
        .isEqualTo("12:00:00.000 WARN Some: GET https://****@host/path?… failed\n");
  }
}
