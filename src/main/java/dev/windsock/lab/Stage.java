package dev.windsock.lab;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One simulator with what the lab keeps about it. */
final class Stage {
  private final Simulator simulator;
  private final Tally tally;
  private final Faults faults;

  Stage(Simulator simulator, List<Limit> limits, long seed) {
    this.simulator = simulator;
    this.tally = new Tally(limits);
    this.faults = new Faults(Dice.roll(seed, simulator.id()));
  }

  Simulator simulator() {
    return simulator;
  }

  Tally tally() {
    return tally;
  }

  Faults faults() {
    return faults;
  }

  /**
   * Counts a call to open a stream.
   *
   * @param met the faults that it meets
   * @return the refusal, or null when it is let in
   */
  @Nullable Reply admit(Ask ask, List<Fault.Kind> met, long nanos) {
    Verdict verdict =
        tally.arrive(simulator.client(ask), simulator.question(ask), nanos, ask.nowMillis());
    met.forEach(tally::played);
    return verdict.over() || met.contains(Fault.Kind.TOO_MANY)
        ? simulator.refuse(ask, verdict)
        : null;
  }

  /**
   * Counts a request and finds its answer: the provider's own, or its refusal.
   *
   * @param met the faults that it meets
   */
  Reply play(Ask ask, HttpServerRequest request, List<Fault.Kind> met, long nanos) {
    Verdict verdict =
        tally.arrive(simulator.client(ask), simulator.question(ask), nanos, ask.nowMillis());
    request.response().bodyEndHandler(done -> tally.answered(request.response().getStatusCode()));
    met.forEach(tally::played);
    return verdict.over() || met.contains(Fault.Kind.TOO_MANY)
        ? simulator.refuse(ask, verdict)
        : simulator.answer(ask, verdict);
  }
}
