package dev.windsock.cache;

import static dev.windsock.time.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.windsock.redis.LinkState;
import dev.windsock.time.ManualClock;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class InvalidationsTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void start_redisForbidsReadingTheLog_triesOnAndWarnsOnce() {
    Logger logger = (Logger) LoggerFactory.getLogger(Invalidations.class);
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    logger.addAppender(logged);
    try {
      ManualClock clock = new ManualClock();
      AtomicInteger reads = new AtomicInteger();
      StatedLink link =
          new StatedLink(
              request -> {
                if (!request.command().equals(Command.XREAD)) {
                  return null;
                }
                reads.incrementAndGet();
                return ErrorType.create("NOPERM this user has no permissions to run 'xread'");
              });
      Invalidations.Sink sink = TestCaches.over(vertx, clock, link).sink(0, news -> {});
      new Invalidations(link, clock, "ws:v1:{7}:log", "self", sink).start();
      link.move(new LinkState.Up("run", 1));
      for (int i = 0; i < 5; i++) {
        clock.advance(Duration.ofSeconds(1));
      }
      assertThat(reads).hasValue(6);
      assertThat(logged.list)
          .filteredOn(event -> event.getLevel() == Level.WARN)
          .singleElement()
          .extracting(ILoggingEvent::getFormattedMessage)
          .asString()
          .contains("ws:v1:{7}:log", "NOPERM", "asks Redis");
    } finally {
      logger.detachAppender(logged);
    }
  }
}
