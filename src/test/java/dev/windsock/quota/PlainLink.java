package dev.windsock.quota;

import dev.windsock.redis.LinkDownException;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One connection to a test's own Redis; goes down with it, and up again when told to. */
final class PlainLink implements RedisLink {
  private static final Pattern RUN_ID = Pattern.compile("run_id:(\\w+)");

  private final Vertx vertx;
  private final String url;
  private final List<Consumer<LinkState>> listeners = new CopyOnWriteArrayList<>();
  private volatile LinkState state = new LinkState.Connecting(1);
  private volatile @Nullable RedisConnection connection;
  private long generation;

  PlainLink(Vertx vertx, int port) {
    this.vertx = vertx;
    this.url = "redis://127.0.0.1:" + port;
  }

  Future<Void> connect() {
    return Redis.createClient(vertx, url)
        .connect()
        .compose(
            connected -> {
              connection = connected;
              connected.exceptionHandler(e -> drop("broken"));
              connected.endHandler(end -> drop("closed"));
              return connected.send(Request.cmd(Command.INFO).arg("server"));
            })
        .map(
            info -> {
              Matcher id = RUN_ID.matcher(info.toString());
              move(new LinkState.Up(id.find() ? id.group(1) : "?", ++generation));
              return null;
            });
  }

  void drop(String reason) {
    if (!(state instanceof LinkState.Down)) {
      move(new LinkState.Down(reason, 0));
    }
  }

  private void move(LinkState next) {
    state = next;
    listeners.forEach(listener -> listener.accept(next));
  }

  @Override
  public LinkState state() {
    return state;
  }

  @Override
  public void listen(Consumer<LinkState> listener) {
    listeners.add(listener);
  }

  @Override
  public Future<@Nullable Response> send(Request request) {
    RedisConnection live = connection;
    if (live == null || !(state instanceof LinkState.Up)) {
      return Future.failedFuture(new LinkDownException("down"));
    }
    return live.send(request);
  }
}
