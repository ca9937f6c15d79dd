package dev.windsock.redis;

import dev.windsock.option.InvalidValueException;
import io.vertx.redis.client.impl.types.ErrorType;

/** What a failure to connect means, in words for an operator and without secrets. */
final class Refusal {
  private Refusal() {}

  /** Whether Redis itself refused the credentials: trying again soon will not help. */
  static boolean isAuth(Throwable cause) {
    if (!(cause instanceof ErrorType error)) {
      return false;
    }
    String message = error.toString();
    return error.is("WRONGPASS")
        || error.is("NOAUTH")
        || error.is("DENIED")
        || (error.is("ERR") && (message.contains("AUTH") || message.contains("invalid password")));
  }

  /** The reason as the state tells it. */
  static String describe(Throwable cause) {
    String message =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return InvalidValueException.printable(isAuth(cause) ? "AUTH refused: " + message : message);
  }
}
