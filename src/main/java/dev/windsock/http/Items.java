package dev.windsock.http;

import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * The items of a body: the elements of a JSON array or the lines of NDJSON. A bad line costs itself
 * alone; a JSON array that breaks off cannot be trusted at all, and neither is a body with too many
 * items begun with. So a body is gone through twice: once to see that it is whole, once to hand its
 * items on, slice by slice, each in its own turn of the event loop.
 */
final class Items {
  /** Items in one slice: enough to be worth it, few enough not to hold up its receiver. */
  static final int SLICE = 200;

  /** A slice of long items ends sooner. */
  private static final int SLICE_BYTES = 1 << 16;

  private final BooleanSupplier answered;
  private final Promise<Void> done = Promise.promise();

  private Items(BooleanSupplier answered) {
    this.answered = answered;
  }

  /**
   * Reads a request's body and hands its items on. To be called in the turn that the request came
   * in.
   *
   * @param maxBytes how long the body may be
   * @param max how many items there may be
   * @param take takes a slice; the next follows when it is done
   * @return fails as {@link Bodies#read} and {@link #each} do
   * @throws FaultException 415 for a body that is neither JSON nor NDJSON
   */
  static Future<Void> read(
      HttpServerRequest request, long maxBytes, int max, Function<List<Item>, Future<?>> take) {
    Bodies.Kind kind = Bodies.kind(request);
    return Bodies.read(request, maxBytes)
        .compose(body -> each(body, kind, max, () -> Reply.isAnswered(request), take));
  }

  /**
   * Hands the items on, one slice after the other.
   *
   * @param max how many there may be
   * @param answered whether the request was answered meanwhile, so that the rest is for nobody
   * @param take takes a slice; the next follows when it is done
   * @return fails with {@link InvalidValueException} for too many items and for a JSON array that
   *     is not well-formed; nothing was handed on then
   */
  static Future<Void> each(
      Buffer body,
      Bodies.Kind kind,
      int max,
      BooleanSupplier answered,
      Function<List<Item>, Future<?>> take) {
    byte[] bytes = body.getBytes();
    Items counting = new Items(answered);
    counting.attempt(() -> counting.count(ItemReader.of(bytes, kind), 0, max));
    return counting
        .done
        .future()
        .compose(
            counted -> {
              Items handing = new Items(answered);
              handing.attempt(() -> handing.hand(ItemReader.of(bytes, kind), take));
              return handing.done.future();
            });
  }

  private void attempt(Runnable step) {
    if (answered.getAsBoolean()) {
      done.tryFail(new ProblemException(Problem.TIMED_OUT, "The answer did not come in time."));
      return;
    }
    try {
      step.run();
    } catch (RuntimeException e) {
      done.tryFail(e);
    }
  }

  private void count(ItemReader reader, int before, int max) {
    long until = reader.at() + SLICE_BYTES;
    int count = before;
    while (count < before + SLICE && reader.at() < until) {
      if (!reader.skip()) {
        done.tryComplete();
        return;
      }
      if (++count > max) {
        throw new InvalidValueException(
            "body", "more than " + max + " items", "at most " + max + " items in one request");
      }
    }
    int counted = count;
    Turn.next(() -> attempt(() -> count(reader, counted, max)));
  }

  private void hand(ItemReader reader, Function<List<Item>, Future<?>> take) {
    long until = reader.at() + SLICE_BYTES;
    List<Item> slice = new ArrayList<>();
    while (slice.size() < SLICE && reader.at() < until) {
      Item item = reader.read();
      if (item == null) {
        take.apply(slice).onSuccess(taken -> done.tryComplete()).onFailure(done::tryFail);
        return;
      }
      slice.add(item);
    }
    take.apply(slice)
        .onSuccess(taken -> Turn.next(() -> attempt(() -> hand(reader, take))))
        .onFailure(done::tryFail);
  }
}
