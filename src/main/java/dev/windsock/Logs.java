package dev.windsock;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.LoggerFactory;

/**
 * How Windsock logs: to standard output, one event a line, for people when that is a terminal and
 * as JSON otherwise. {@code WINDSOCK_LOG} sets the level; {@code -Dlogback.configurationFile}
 * replaces all of this. In code rather than in a file because reading one takes a tenth of a start.
 */
public final class Logs extends ContextAwareBase implements Configurator {
  private static final String APPENDER = "console";

  /** Found by the logging library, which needs it public. */
  public Logs() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    ClassLoader loader = Logs.class.getClassLoader();
    if (System.getProperty("logback.configurationFile") != null
        || loader.getResource("logback-test.xml") != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    String level = System.getenv().getOrDefault("WINDSOCK_LOG", "info");
    attach(context, "System.out", Terminal.isTerminal("out", 1), Level.toLevel(level, Level.INFO));
    // Netty tells at debug level what it tried on the way up, a hundred lines of it.
    context.getLogger("io.netty").setLevel(Level.INFO);
    // Both tell of a peer that went away, with a stack trace; the link and the guards tell it
    // better.
    context.getLogger("io.vertx.redis.client.impl").setLevel(Level.OFF);
    context.getLogger("io.vertx.core.net.impl.ConnectionBase").setLevel(Level.OFF);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** For commands whose standard output is their result: warnings alone, to standard error. */
  static void quiet() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context
        && context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(APPENDER) != null) {
      Level level = Level.toLevel(System.getenv().getOrDefault("WINDSOCK_LOG", "error"));
      attach(context, "System.err", Terminal.isTerminal("err", 2), level);
    }
  }

  private static void attach(LoggerContext context, String target, boolean human, Level level) {
    LogEncoder encoder = new LogEncoder(!human);
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setName(APPENDER);
    appender.setTarget(target);
    appender.setEncoder(encoder);
    appender.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.addAppender(appender);
    root.setLevel(level);
  }
}
