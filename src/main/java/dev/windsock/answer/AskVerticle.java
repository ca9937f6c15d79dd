package dev.windsock.answer;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.bus.Messages.AskReply;
import dev.windsock.sentiment.Question;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;

/** Serves {@link Addresses#SENTIMENT_ASK}: the same answers as over HTTP, for other verticles. */
public final class AskVerticle extends VerticleBase {
  private final Answers answers;
  private final Duration deadline;
  private final Clock clock;

  /**
   * @param answers who answers
   * @param deadline how long a question may take
   */
  public AskVerticle(Answers answers, Duration deadline, Clock clock) {
    this.answers = answers;
    this.deadline = deadline;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    return Bus.of(vertx).serve(Addresses.SENTIMENT_ASK, Question.class, this::ask).completion();
  }

  private Future<AskReply> ask(Question question) {
    return answers
        .ask(question, clock.nanos() + deadline.toNanos())
        .map(rendered -> new AskReply(rendered.stream().map(Rendered::answer).toList()));
  }
}
