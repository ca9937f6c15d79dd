package dev.windsock.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.sentiment.Question;
import dev.windsock.sentiment.Symbol;
import dev.windsock.time.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FlightsTest {
  private static final AnswerKey KEY =
      AnswerKey.of(
              new Question(
                  List.of(Symbol.parse("AAPL")), Question.DEFAULT_WINDOW, Set.of(), 5, null))
          .get(0);

  private final ManualClock clock = new ManualClock();
  private final Flights flights = new Flights(clock);

  private Flights.Seat board(int seconds) {
    return flights.board(KEY, clock.nanos() + Duration.ofSeconds(seconds).toNanos());
  }

  @Test
  void board_laterWithMoreTime_staysInTheAirForThatOneAlone() {
    Flights.Seat first = board(1);
    Flights.Seat second = board(3);
    clock.advance(Duration.ofMillis(2_500));

    assertThat(first.first()).isTrue();
    assertThat(second.first()).isFalse();
    assertThat(first.answer().cause())
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem()).isEqualTo(Problem.TIMED_OUT));
    assertThat(second.answer().isComplete()).isFalse();
    assertThat(board(1).first()).isFalse();

    clock.advance(Duration.ofMillis(1_500));
    assertThat(second.answer().failed()).isTrue();
    clock.advance(Duration.ofMillis(500));
    assertThat(clock.armed()).isZero();
    assertThat(board(1).first()).isTrue();
  }

  @Test
  void board_answerATurnLate_isNotCrashedAtTheDeadline() {
    Flights.Seat seat = board(1);

    clock.advance(Duration.ofMillis(1_300));

    assertThat(seat.answer().isComplete()).isFalse();
    assertThat(board(1).first()).isFalse();
  }

  @Test
  void board_neverLanded_crashesTimedOutAndLetsTheNextOneTry() {
    Flights.Seat seat = board(1);

    clock.advance(Duration.ofSeconds(2));

    assertThat(seat.answer().cause())
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem()).isEqualTo(Problem.TIMED_OUT));
    assertThat(board(1).first()).isTrue();
  }
}
