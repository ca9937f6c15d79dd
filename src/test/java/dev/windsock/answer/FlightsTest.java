package dev.windsock.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.time.ManualClock;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FlightsTest {
  private static final AnswerKey KEY =
      new AnswerKey("AAPL", Duration.ofHours(24), Set.of(), 5, null);

  private final ManualClock clock = new ManualClock();
  private final Flights flights = new Flights(clock);

  @Test
  void board_answerATurnLate_isNotCrashedAtTheDeadline() {
    Flights.Seat seat = flights.board(KEY, clock.nanos() + 1_000_000_000);

    clock.advance(Duration.ofMillis(1_300));

    assertThat(seat.answer().isComplete()).isFalse();
    assertThat(flights.board(KEY, clock.nanos() + 1_000_000_000).first()).isFalse();
  }

  @Test
  void board_neverLanded_crashesTimedOutAndLetsTheNextOneTry() {
    Flights.Seat seat = flights.board(KEY, clock.nanos() + 1_000_000_000);

    clock.advance(Duration.ofSeconds(2));

    assertThat(seat.answer().cause())
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem()).isEqualTo(Problem.TIMED_OUT));
    assertThat(flights.board(KEY, clock.nanos() + 1_000_000_000).first()).isTrue();
  }
}
