package dev.windsock.lab;

import dev.windsock.time.Clock;
import io.netty.channel.ChannelOption;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.websocket.WebSocketImplBase;

/**
 * Plays faults. Each is bounded on this side: it ends by itself, and at once when the client goes
 * away; nothing is written while the client's socket is full. Called on the lab's event loop.
 */
final class Trouble {
  static final long ENDLESS_BYTES = 256L << 20;
  private static final long MILLI = 1_000_000;
  private static final long HANG_NANOS = 60_000 * MILLI;
  private static final long SLOW_NANOS = 3_000 * MILLI;
  private static final long DRIP_NANOS = 100 * MILLI;
  private static final int DRIP_BYTES = 6_000;
  private static final int DEPTH = 20_000;
  private static final String HOSTILE_XML =
      "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY file SYSTEM \"file:///etc/hostname\">"
          + "<!ENTITY a \"aaaaaaaaaaaaaaaaaaaa\">"
          + "<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
          + "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">"
          + "<!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\">"
          + "<!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;\">"
          + "<!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;\">"
          + "<!ENTITY g \"&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;\">]>"
          + "<rss version=\"2.0\"><channel><title>&file;</title><link>http://example.com</link>"
          + "<description>d</description><item><title>&file;&g;</title></item></channel></rss>";

  private final Clock clock;
  private final Bomb bomb;

  Trouble(Clock clock) {
    this.clock = clock;
    this.bomb = new Bomb();
  }

  /** Answers as it should, in the provider's own time. */
  void send(HttpServerRequest request, Reply reply, long date) {
    if (reply.lateMillis() == 0) {
      Delivery.send(request, reply, date);
    } else {
      later(request, reply.lateMillis() * MILLI, () -> Delivery.send(request, reply, date));
    }
  }

  /**
   * Answers in the manner of a fault.
   *
   * @param reply what would have been the right answer
   */
  void play(Fault.Kind kind, HttpServerRequest request, Reply reply, Ask ask, String elsewhere) {
    long date = ask.theirMillis();
    switch (kind) {
      case TOO_MANY, SKEW_AHEAD, SKEW_BEHIND -> send(request, reply, date);
      case SERVER_ERROR ->
          Delivery.send(request, Reply.html(serverError(ask), "Service Unavailable"), date);
      case UNAUTHORIZED -> Delivery.send(request, Reply.json(401, ""), date);
      case HANG -> later(request, HANG_NANOS, () -> reset(request.connection()));
      case SLOW_HEADERS -> later(request, SLOW_NANOS, () -> Delivery.send(request, reply, date));
      case DRIP -> drip(request, Delivery.head(request, reply, date));
      case ENDLESS -> endless(request, reply, date);
      case GZIP_BOMB -> bomb(request, reply, date);
      case TRUNCATED -> truncate(request, Delivery.head(request, reply, date));
      case HTML_403 -> Delivery.send(request, Reply.html(403, "Access denied"), date);
      case HTML_200 -> Delivery.send(request, Reply.html(200, "Just a moment..."), date);
      case WRONG_JSON -> Delivery.send(request, Reply.json(200, WRONG_JSON), date);
      case DEEP_JSON ->
          Delivery.send(request, Reply.json(200, "[".repeat(DEPTH) + "]".repeat(DEPTH)), date);
      case HOSTILE_XML ->
          Delivery.send(request, Reply.of(200, "application/xml", HOSTILE_XML), date);
      case REDIRECT_LINK_LOCAL ->
          Delivery.send(
              request,
              Reply.of(302, "text/html", "")
                  .with("Location", "http://169.254.169.254/latest/meta-data/"),
              date);
      case REDIRECT_OTHER ->
          Delivery.send(request, Reply.of(302, "text/html", "").with("Location", elsewhere), date);
      case RESET -> reset(request.connection());
      case ABORT, STALL, GARBAGE_FRAME, TRUNCATED_FRAME, OVERSIZED_FRAME, SLOW_FRAMES ->
          throw new IllegalArgumentException(kind + " meets events alone");
    }
  }

  private static final String WRONG_JSON =
      "{\"messages\":{\"id\":[null]},\"hits\":\"none\",\"stories\":[1,\"two\",{\"id\":{}}],"
          + "\"data\":7,\"articles\":false,\"news\":[[]],\"feed\":{},\"items\":[null],"
          + "\"results\":[\"x\"]}";

  private static int serverError(Ask ask) {
    return new int[] {500, 502, 503}[Dice.face(Dice.mix(ask.nowMillis()), 3)];
  }

  /** Later, unless the client has gone by then. */
  private void later(HttpServerRequest request, long nanos, Runnable task) {
    Clock.Timer timer = clock.after(nanos, task);
    request.response().closeHandler(gone -> timer.cancel());
  }

  private void drip(HttpServerRequest request, Buffer body) {
    HttpServerResponse response = request.response();
    new Drip(response, body).start();
  }

  /** One byte at a time. */
  private final class Drip {
    private final HttpServerResponse response;
    private final Buffer body;
    private Clock.@org.jspecify.annotations.Nullable Timer timer;
    private int sent;

    private Drip(HttpServerResponse response, Buffer body) {
      this.response = response;
      this.body = body;
    }

    private void start() {
      response.closeHandler(gone -> stop());
      timer = clock.every(DRIP_NANOS, this::drop);
    }

    private void drop() {
      if (response.closed() || response.ended()) {
        stop();
      } else if (sent == body.length()) {
        stop();
        response.end();
      } else if (sent == DRIP_BYTES) {
        stop();
        response.reset();
      } else if (!response.writeQueueFull()) {
        response.write(body.slice(sent, ++sent));
      }
    }

    private void stop() {
      if (timer != null) {
        timer.cancel();
      }
    }
  }

  private static void endless(HttpServerRequest request, Reply reply, long date) {
    HttpServerResponse response = request.response();
    Delivery.head(request, reply, date);
    response.headers().remove("Content-Length").remove("Content-Encoding");
    response.setChunked(true);
    Buffer chunk = Buffer.buffer(" ".repeat(16_384));
    new Pump(response, ENDLESS_BYTES / chunk.length(), sent -> chunk, false).run();
  }

  private void bomb(HttpServerRequest request, Reply reply, long date) {
    HttpServerResponse response = request.response();
    Delivery.head(request, reply, date);
    response.headers().remove("Content-Length");
    response.putHeader("Content-Encoding", "gzip").setChunked(true);
    new Pump(response, Bomb.BLOCKS, bomb::part, true).run();
  }

  private static void truncate(HttpServerRequest request, Buffer body) {
    request
        .response()
        .write(body.slice(0, body.length() / 2))
        .onComplete(written -> request.connection().close());
  }

  /** A reset rather than an orderly end, as a crashing peer or a firewall sends it. */
  static void reset(ServerWebSocket socket) {
    if (socket instanceof WebSocketImplBase<?> internal) {
      internal.channelHandlerContext().channel().config().setOption(ChannelOption.SO_LINGER, 0);
      internal.channelHandlerContext().close();
    } else {
      socket.close();
    }
  }

  private static void reset(HttpConnection connection) {
    if (connection instanceof HttpServerConnection server) {
      server.channelHandlerContext().channel().config().setOption(ChannelOption.SO_LINGER, 0);
      server.channelHandlerContext().close();
    } else {
      connection.close();
    }
  }
}
