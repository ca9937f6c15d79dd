package dev.windsock.redis;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs scripts by their digest, and by their text once where the server does not know it. */
final class Scripts {
  private Scripts() {}

  /**
   * Runs a script.
   *
   * @param keys all in one slot
   * @param args strings, numbers, {@link Buffer}s or byte arrays
   * @return as {@link RedisLink#send}
   */
  static Future<@Nullable Response> eval(
      RedisLink link, Script script, List<String> keys, List<?> args) {
    return link.send(request(Command.EVALSHA, script.sha(), keys, args))
        .recover(
            cause ->
                cause instanceof ErrorType error && error.is("NOSCRIPT")
                    ? link.send(request(Command.EVAL, script.source(), keys, args))
                    : Future.<@Nullable Response>failedFuture(cause));
  }

  private static Request request(Command command, String body, List<String> keys, List<?> args) {
    Request request = Request.cmd(command).arg(body).arg(keys.size());
    keys.forEach(request::arg);
    for (Object arg : args) {
      if (arg instanceof Buffer buffer) {
        request.arg(buffer);
      } else if (arg instanceof byte[] bytes) {
        request.arg(bytes);
      } else {
        request.arg(String.valueOf(arg));
      }
    }
    return request;
  }
}
