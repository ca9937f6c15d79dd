package dev.windsock.bus;

import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Typed requests, services and announcements over the Vert.x event bus. Thread-safe; handlers run
 * on the context that registered them.
 */
public final class Bus {
  private static final Logger LOG = LoggerFactory.getLogger(Bus.class);

  /**
   * How often a request is sent that nobody has seen. In one change of its options a provider
   * withdraws, and then who stood in for it; twice that.
   */
  private static final int MAX_TRIES = 5;

  private final EventBus eventBus;

  private Bus(EventBus eventBus) {
    this.eventBus = eventBus;
  }

  /** Over a Vert.x whose bus knows the records already; see {@link #register}. */
  public static Bus of(Vertx vertx) {
    return new Bus(vertx.eventBus());
  }

  /** Makes the records known to a Vert.x: once for each, before anything is sent. */
  public static Bus register(Vertx vertx) {
    List.of(Messages.ALL, ProviderMessages.ALL, CacheMessages.ALL, QuotaMessages.ALL)
        .forEach(all -> all.forEach(type -> registerOne(vertx.eventBus(), type)));
    return of(vertx);
  }

  private static <R extends Record> void registerOne(EventBus bus, Class<R> type) {
    bus.registerDefaultCodec(type, new RecordCodec<>(type));
  }

  /**
   * Serves an address. A record is answered by a record; a JSON object is read as one and answered
   * by JSON. A failed or throwing handler fails the message with the problem's code.
   *
   * @param type the request record
   * @param handler never returns null
   */
  public <Q extends Record, R> MessageConsumer<Object> serve(
      String address, Class<Q> type, Function<Q, Future<R>> handler) {
    return eventBus.consumer(address, message -> answer(message, type, handler));
  }

  private static <Q extends Record, R> void answer(
      Message<Object> message, Class<Q> type, Function<Q, Future<R>> handler) {
    boolean json = !type.isInstance(message.body());
    Future<R> reply;
    try {
      reply =
          handler.apply(json ? Json.read(json(message.body()), type) : type.cast(message.body()));
    } catch (RuntimeException e) {
      reply = Future.failedFuture(e);
    }
    reply.onComplete(
        done -> {
          if (done.succeeded()) {
            message.reply(json ? toJson(done.result()) : done.result());
          } else {
            fail(message, done.cause());
          }
        });
  }

  private static Buffer json(Object body) {
    if (body instanceof JsonObject object) {
      return object.toBuffer();
    }
    throw new InvalidValueException(
        "body", body == null ? "null" : body.getClass().getSimpleName(), "a JSON object");
  }

  private static void fail(Message<Object> message, Throwable cause) {
    ProblemException problem = problem(cause);
    if (problem.problem() == Problem.INTERNAL) {
      LOG.error("{} failed", message.address(), cause);
    }
    message.fail(problem.problem().failureCode(), problem.detail());
  }

  /** Any failure as a problem: what is neither a problem nor invalid input is internal. */
  public static ProblemException problem(Throwable cause) {
    if (cause instanceof ProblemException problem) {
      return problem;
    }
    if (cause instanceof InvalidValueException invalid) {
      return new ProblemException(Problem.INVALID_REQUEST, String.valueOf(invalid.getMessage()));
    }
    if (cause instanceof ReplyException reply) {
      return switch (reply.failureType()) {
        case TIMEOUT ->
            isDiscarded(reply)
                ? new ProblemException(Problem.UNAVAILABLE, "nobody serves this")
                : new ProblemException(Problem.TIMED_OUT, "no reply in time");
        case NO_HANDLERS -> new ProblemException(Problem.UNAVAILABLE, "nobody serves this");
        default ->
            new ProblemException(
                Problem.ofFailureCode(reply.failureCode()), String.valueOf(reply.getMessage()));
      };
    }
    return new ProblemException(Problem.INTERNAL, "an internal fault");
  }

  /**
   * Whether nobody has seen the request: who served the address withdrew while it was on its way.
   * The event bus tells it from a reply that is late by its message alone.
   */
  private static boolean isDiscarded(Throwable cause) {
    return cause instanceof ReplyException reply
        && reply.failureType() == ReplyFailure.TIMEOUT
        && String.valueOf(reply.getMessage()).startsWith("Discarded");
  }

  /**
   * Asks an address. When who serves it withdraws just then, whoever serves it now is asked, a few
   * times at most.
   *
   * @param timeoutMillis how long to wait for the reply, ≥ 1
   * @return the reply, or a failure that is always a {@link ProblemException}
   */
  public <R> Future<R> ask(String address, Record request, Class<R> reply, long timeoutMillis) {
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(Math.max(1, timeoutMillis));
    return request(address, request, options, MAX_TRIES)
        .map(message -> reply.cast(message.body()))
        .recover(cause -> Future.failedFuture(problem(cause)));
  }

  private Future<Message<Object>> request(
      String address, Record request, DeliveryOptions options, int tries) {
    return eventBus
        .<Object>request(address, request, options)
        .recover(
            cause ->
                tries > 1 && isDiscarded(cause)
                    ? request(address, request, options, tries - 1)
                    : Future.failedFuture(cause));
  }

  /** Tells everyone who listens, as a JSON object. */
  public void announce(String address, Record news) {
    eventBus.publish(address, toJson(news));
  }

  /** Listens to an announcement. */
  public <A extends Record> MessageConsumer<JsonObject> listen(
      String address, Class<A> type, Consumer<A> listener) {
    return eventBus.consumer(
        address, message -> listener.accept(Json.read(message.body().toBuffer(), type)));
  }

  private static Object toJson(Object value) {
    return value instanceof JsonObject ? value : new JsonObject(Json.write(value));
  }
}
