package dev.windsock.provider.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.windsock.provider.Fakes;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A peer that opens WebSockets by hand and then neither says nor answers anything. */
final class MutePeer {
  private static final Pattern KEY =
      Pattern.compile("(?i)\r\nsec-websocket-key: *([^\r\n]+)\r\n", Pattern.UNICODE_CASE);
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int PING = 0x89;

  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger pings = new AtomicInteger();
  private final NetServer server;

  MutePeer(Vertx vertx) throws Exception {
    server = vertx.createNetServer().connectHandler(this::opened);
    Fakes.await(server.listen(0, "127.0.0.1"));
  }

  String url() {
    return "ws://127.0.0.1:" + server.actualPort();
  }

  int connections() {
    return connections.get();
  }

  int pings() {
    return pings.get();
  }

  private void opened(NetSocket socket) {
    Buffer head = Buffer.buffer();
    socket.exceptionHandler(broken -> {});
    socket.handler(
        part -> {
          head.appendBuffer(part);
          if (head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            socket.handler(this::frame);
            upgrade(socket, head.toString(ISO_8859_1));
          }
        });
  }

  private void frame(Buffer frame) {
    if ((frame.getByte(0) & 0xff) == PING) {
      pings.incrementAndGet();
    }
  }

  private void upgrade(NetSocket socket, String head) {
    Matcher key = KEY.matcher(head);
    if (!key.find()) {
      throw new IllegalStateException("no WebSocket: " + head);
    }
    connections.incrementAndGet();
    socket.write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + accept(key.group(1))
            + "\r\n\r\n");
  }

  private static String accept(String key) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(ISO_8859_1));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
