package dev.windsock.redis;

import dev.windsock.option.InvalidValueException;
import io.vertx.redis.client.impl.types.ErrorType;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

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

  /**
   * Whether a server's error means that it takes no commands now, or is not the one to ask: then
   * the command may be made good elsewhere or later, unlike one that is refused for what it is.
   */
  static boolean isAway(ErrorType error) {
    return error.is("READONLY")
        || error.is("LOADING")
        || error.is("MASTERDOWN")
        || error.is("CLUSTERDOWN")
        || error.is("NOAUTH");
  }

  /** Whether a server's error means that another node of the cluster has the key. */
  static boolean isMoved(ErrorType error) {
    return error.is("MOVED") || error.is("ASK") || error.is("TRYAGAIN");
  }

  /** The reason as the state tells it. */
  static String describe(Throwable cause) {
    String message = text(cause);
    SSLException tls = tls(cause);
    if (tls != null) {
      message = "TLS refused: " + text(root(tls));
    } else if (isAuth(cause)) {
      message = "AUTH refused: " + message;
    } else if (cause instanceof ErrorType error && error.is("READONLY")) {
      message = "connected to a replica";
    }
    return InvalidValueException.printable(message);
  }

  private static String text(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static @Nullable SSLException tls(Throwable cause) {
    Throwable at = cause;
    for (int depth = 0; at != null && depth < 8; depth++) {
      if (at instanceof SSLException found) {
        return found;
      }
      at = at.getCause();
    }
    return null;
  }

  private static Throwable root(Throwable cause) {
    Throwable at = cause;
    for (int depth = 0; at.getCause() != null && depth < 8; depth++) {
      at = at.getCause();
    }
    return at;
  }
}
