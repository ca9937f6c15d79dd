package dev.windsock.provider.upstream;

import dev.windsock.provider.Fakes;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A Jetstream of which a test knows every event: it says what it is told to, to all who listen. */
public final class ScriptedJetstream {
  private record Event(long at, String text) {}

  private final List<Event> log = new ArrayList<>();
  private final Set<ServerWebSocket> open = new HashSet<>();
  private final HttpServer server;
  private int connections;
  private int refusals;

  public ScriptedJetstream(Vertx vertx) throws Exception {
    server = vertx.createHttpServer().requestHandler(this::handle);
    Fakes.await(server.listen(0, "127.0.0.1"));
  }

  public String url() {
    return "ws://127.0.0.1:" + server.actualPort();
  }

  private synchronized void handle(HttpServerRequest request) {
    if (refusals > 0) {
      refusals--;
      request.response().setStatusCode(503).end();
      return;
    }
    long from = Long.parseLong(request.getParam("cursor"));
    request.toWebSocket().onSuccess(socket -> opened(socket, from));
  }

  private synchronized void opened(ServerWebSocket socket, long from) {
    connections++;
    open.add(socket);
    socket.exceptionHandler(broken -> {});
    socket.closeHandler(closed -> closed(socket));
    for (Event event : log) {
      if (event.at >= from) {
        socket.writeTextMessage(event.text);
      }
    }
  }

  private synchronized void closed(ServerWebSocket socket) {
    open.remove(socket);
  }

  /** Ends every connection with status 1006, as a crash does. */
  public synchronized void abort() {
    List.copyOf(open).forEach(socket -> socket.close((short) 1011));
    open.clear();
  }

  public synchronized void refuseNext(int connections) {
    refusals = connections;
  }

  public synchronized int connections() {
    return connections;
  }

  /** Says any text. */
  public synchronized void say(long at, String text) {
    log.add(new Event(at, text));
    open.forEach(socket -> socket.writeTextMessage(text));
  }

  public static long nowMicros() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
  }

  public void create(String key, String text) {
    commit("create", key, new JsonObject().put("text", text));
  }

  public void update(String key, String text) {
    commit("update", key, new JsonObject().put("text", text));
  }

  public void delete(String key) {
    commit("delete", key, null);
  }

  private void commit(String operation, String key, @Nullable JsonObject record) {
    long at = nowMicros();
    JsonObject commit =
        new JsonObject()
            .put("rev", "r" + at)
            .put("operation", operation)
            .put("collection", "app.bsky.feed.post")
            .put("rkey", key);
    if (record != null) {
      record
          .put("$type", "app.bsky.feed.post")
          .put("createdAt", Instant.ofEpochMilli(at / 1_000).toString())
          .put("langs", new JsonArray().add("en"));
      commit.put("record", record).put("cid", "bafy");
    }
    say(
        at,
        new JsonObject()
            .put("did", "did:plc:test")
            .put("time_us", at)
            .put("kind", "commit")
            .put("commit", commit)
            .encode());
  }
}
