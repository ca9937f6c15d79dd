package dev.windsock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateTest {
  @Test
  void enter_workThrows_failsAndFreesItsPlace() {
    Gate gate = new Gate(1, 1);
    for (int i = 0; i < 3; i++) {
      Future<String> thrown =
          gate.enter(
              () -> {
                throw new IllegalStateException("no");
              });
      assertThat(thrown.cause()).isInstanceOf(IllegalStateException.class);
    }
    assertThat(gate.enter(() -> Future.succeededFuture("in")).result()).isEqualTo("in");
  }

  @Test
  void enter_manyWaitForWorkThatIsDoneAtOnce_allRunInOrder() {
    int many = 50_000;
    Gate gate = new Gate(1, many);
    Promise<String> first = Promise.promise();
    assertThat(gate.enter(first::future).isComplete()).isFalse();
    List<Integer> done = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      int number = i;
      gate.enter(() -> Future.succeededFuture(number)).onSuccess(done::add);
    }
    assertThat(done).isEmpty();

    first.complete("done");

    assertThat(done).hasSize(many).isSorted();
  }

  @Test
  void enter_tooManyWait_isRefused() {
    Gate gate = new Gate(1, 1);
    Promise<String> first = Promise.promise();
    gate.enter(first::future);
    Future<String> waits = gate.enter(() -> Future.succeededFuture("second"));
    Future<String> refused = gate.enter(() -> Future.succeededFuture("third"));
    assertThat(refused.cause())
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem()).isEqualTo(Problem.OVERLOADED));
    first.complete("first");
    assertThat(waits.result()).isEqualTo("second");
  }
}
