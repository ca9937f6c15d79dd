package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windsock.option.InvalidValueException;
import dev.windsock.time.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WarmerTest {
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final ManualClock clock = new ManualClock();
  private final Popularity popularity = new Popularity();
  private final List<List<String>> read = new ArrayList<>();
  private final List<Promise<Integer>> open = new ArrayList<>();
  private boolean slow;

  private Future<Integer> read(List<String> symbols, Duration within) {
    assertThat(within).isBetween(INTERVAL, INTERVAL.multipliedBy(2));
    read.add(symbols);
    if (!slow) {
      return Future.succeededFuture(symbols.size());
    }
    Promise<Integer> promise = Promise.promise();
    open.add(promise);
    return promise.future();
  }

  private Warmer warmer(List<String> symbols, long top) {
    return new Warmer(clock, new WarmOptions(symbols, top, INTERVAL), popularity, this::read);
  }

  @Test
  void start_configuredSymbols_areReadAtOnceAndAtEachLook() {
    Warmer warmer = warmer(List.of("aapl", "BTC-USD"), 0);
    assertThat(read).isEmpty();
    warmer.start();
    assertThat(read).containsExactly(List.of("AAPL", "BTC-USD"));
    clock.advance(INTERVAL);
    assertThat(read).hasSize(2);
    warmer.stop();
    clock.advance(INTERVAL.multipliedBy(5));
    assertThat(read).hasSize(2);
    assertThat(clock.armed()).isZero();
  }

  @Test
  void look_mostAsked_areReadAfterTheConfiguredOnes() {
    Warmer warmer = warmer(List.of("AAPL"), 2);
    warmer.start();
    IntStream.range(0, 5).forEach(i -> popularity.asked("TSLA"));
    IntStream.range(0, 9).forEach(i -> popularity.asked("AAPL"));
    popularity.asked("MSFT");
    clock.advance(INTERVAL);
    assertThat(read.get(1)).containsExactly("AAPL", "TSLA");
  }

  @Test
  void look_manySymbols_areReadAFewAtATime() {
    slow = true;
    List<String> symbols = IntStream.range(0, 20).mapToObj(i -> "S" + (char) ('A' + i)).toList();
    warmer(symbols, 0).start();
    assertThat(read).hasSize(1);
    assertThat(read.get(0)).hasSize(Warmer.AT_ONCE);
    open.get(0).complete(8);
    assertThat(read).hasSize(2);
    open.get(1).fail("upstream is down");
    assertThat(read).hasSize(3);
    open.get(2).complete(4);
    assertThat(read.stream().flatMap(List::stream)).containsExactlyElementsOf(symbols);
  }

  @Test
  void look_readingTakesLongerThanAnInterval_queuesNothingTwice() {
    slow = true;
    Warmer warmer = warmer(List.of("AAPL", "TSLA"), 0);
    warmer.start();
    clock.advance(INTERVAL.multipliedBy(7));
    assertThat(read).hasSize(1);
    open.get(0).complete(2);
    assertThat(read).hasSize(2);
    open.get(1).complete(2);
    assertThat(read).hasSize(2);
  }

  @Test
  void add_byHand_isReadWithoutWaitingForTheNextLook() {
    Warmer warmer = warmer(List.of(), 0);
    warmer.start();
    assertThat(warmer.add(List.of("NVDA"))).isFalse();
    assertThat(read).containsExactly(List.of("NVDA"));
  }

  @Test
  void reconfigure_newSymbols_areReadAtOnce() {
    Warmer warmer = warmer(List.of("AAPL"), 0);
    warmer.start();
    warmer.reconfigure(new WarmOptions(List.of("TSLA"), 0, INTERVAL));
    assertThat(read).containsExactly(List.of("AAPL"), List.of("TSLA"));
    clock.advance(INTERVAL);
    assertThat(read).hasSize(3);
  }

  @Test
  void options_badSymbol_isRefusedNamingWhich() {
    assertThatThrownBy(() -> new WarmOptions(List.of("AAPL", "no such*"), 0, INTERVAL))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("symbols[1]");
    assertThatThrownBy(() -> new WarmOptions(List.of(), 257, INTERVAL))
        .hasMessageContaining("0 to 256");
  }
}
