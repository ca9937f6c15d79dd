package dev.windsock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.Messages.Priority;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineTest {
  private static final long NOW = 1_795_435_200_000L;
  private static final Urgency SOME = new Urgency(false, 1);

  private final List<String> done = new ArrayList<>();

  private Future<String> enter(Line line, String name, Urgency urgency) {
    return line.enter(urgency, () -> Future.succeededFuture(name)).onSuccess(done::add);
  }

  private static Urgency urgency(Priority priority, double demand, long agoMillis) {
    return Urgency.of(priority, demand, NOW - agoMillis, NOW);
  }

  @Test
  void enter_someWait_theMostAskedAndStalestGoesFirstAndWarmingLast() {
    Line line = new Line(1, 10);
    Promise<String> first = Promise.promise();
    line.enter(SOME, first::future);
    enter(line, "warming, asked most", urgency(Priority.WARMING, 100, 900_000));
    enter(line, "fresh", urgency(Priority.INTERACTIVE, 3, 60_000));
    enter(line, "stale", urgency(Priority.INTERACTIVE, 3, 600_000));
    enter(line, "asked often", urgency(Priority.INTERACTIVE, 300, 60_000));
    enter(line, "never read", Urgency.of(Priority.INTERACTIVE, 3, null, NOW));
    enter(line, "fresh, later", urgency(Priority.INTERACTIVE, 3, 60_000));

    first.complete("done");

    assertThat(done)
        .containsExactly(
            "never read", "asked often", "stale", "fresh", "fresh, later", "warming, asked most");
  }

  @Test
  void enter_tooManyWait_theLeastUrgentIsTurnedAway() {
    Line line = new Line(1, 2);
    Promise<String> first = Promise.promise();
    line.enter(SOME, first::future);
    Future<String> least = enter(line, "least", new Urgency(false, 1));
    enter(line, "more", new Urgency(false, 2));

    enter(line, "most", new Urgency(false, 3));
    Future<String> lesser = enter(line, "lesser", new Urgency(true, 9));

    for (Future<String> refused : List.of(least, lesser)) {
      assertThat(refused.cause())
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.problem()).isEqualTo(Problem.OVERLOADED));
    }
    first.complete("done");
    assertThat(done).containsExactly("most", "more");
  }

  @Test
  void enter_workThrows_failsAndFreesItsPlace() {
    Line line = new Line(1, 1);
    for (int i = 0; i < 3; i++) {
      Future<String> thrown =
          line.enter(
              SOME,
              () -> {
                throw new IllegalStateException("no");
              });
      assertThat(thrown.cause()).isInstanceOf(IllegalStateException.class);
    }
    assertThat(enter(line, "in", SOME).result()).isEqualTo("in");
  }

  @Test
  void enter_manyWaitForWorkThatIsDoneAtOnce_allRunInOrder() {
    int many = 50_000;
    Line line = new Line(1, many);
    Promise<String> first = Promise.promise();
    line.enter(SOME, first::future);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      int number = i;
      line.enter(SOME, () -> Future.succeededFuture(number)).onSuccess(order::add);
    }

    first.complete("done");

    assertThat(order).hasSize(many).isSorted();
  }

  @Test
  void asked_again_countsAndFades() {
    Demand demand = new Demand();
    assertThat(demand.asked("ACME", 0)).isEqualTo(1);
    assertThat(demand.asked("ACME", 0)).isEqualTo(2);
    assertThat(demand.asked("TSLA", 0)).isEqualTo(1);
    assertThat(demand.asked("ACME", Duration.ofMinutes(30).toNanos())).isEqualTo(2);
  }

  @Test
  void asked_aMillionSymbols_stayBounded() {
    Demand demand = new Demand();
    for (int i = 0; i < 1_000_000; i++) {
      demand.asked("S" + i, i);
    }
    assertThat(demand.size()).isEqualTo(Demand.MAX_SYMBOLS);
  }
}
