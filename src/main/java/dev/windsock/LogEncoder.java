package dev.windsock;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Log events as lines: JSON for machines, or short ones for a terminal. */
final class LogEncoder extends EncoderBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  private final boolean json;

  /**
   * @param json one JSON object a line; else a line for people
   */
  LogEncoder(boolean json) {
    this.json = json;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(200);
    if (json) {
      json(event, line);
    } else {
      plain(event, line);
    }
    return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void json(ILoggingEvent event, StringBuilder line) {
    line.append("{\"time\":\"").append(Instant.ofEpochMilli(event.getTimeStamp())).append('"');
    member("level", event.getLevel().toString(), line);
    member("logger", event.getLoggerName(), line);
    member("thread", event.getThreadName(), line);
    member("message", message(event), line);
    event.getMDCPropertyMap().forEach((name, value) -> member(name, value, line));
    IThrowableProxy error = event.getThrowableProxy();
    if (error != null) {
      member("error", LogText.redacted(ThrowableProxyUtil.asString(error)), line);
    }
    line.append('}');
  }

  private static void member(String name, String value, StringBuilder line) {
    line.append(',');
    LogText.json(name, line);
    line.append(':');
    LogText.json(value, line);
  }

  private static void plain(ILoggingEvent event, StringBuilder line) {
    line.append(TIME.format(Instant.ofEpochMilli(event.getTimeStamp())))
        .append(' ')
        .append(event.getLevel())
        .append(' ');
    String logger = event.getLoggerName();
    LogText.plain(logger.substring(logger.lastIndexOf('.') + 1), line);
    line.append(": ");
    LogText.plain(message(event), line);
    IThrowableProxy error = event.getThrowableProxy();
    if (error != null) {
      for (String row : LogText.redacted(ThrowableProxyUtil.asString(error)).split("\\R")) {
        line.append("\n  ");
        LogText.plain(row.replace("\t", "  "), line);
      }
    }
  }

  private static String message(ILoggingEvent event) {
    String message = event.getFormattedMessage();
    return LogText.redacted(message == null ? "" : message);
  }

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }
}
