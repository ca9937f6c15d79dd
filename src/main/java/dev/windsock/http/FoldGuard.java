package dev.windsock.http;

import dev.windsock.bus.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Refuses header lines that go on in the next line (obsolete folding, RFC 9112 section 5.2): the
 * decoder joins them silently, while a proxy in front may have read two headers. Stands before the
 * decoder, in one connection, on its event loop. Where earlier requests are not answered yet the
 * refusal would pass for the answer to one of them: then the connection is just closed.
 *
 * <p>Looks at heads only. After the head of a request that may have a body (neither GET nor HEAD)
 * it stops looking, since where the body ends is the decoder's knowledge.
 */
final class FoldGuard extends ChannelInboundHandlerAdapter {
  private static final byte[] REFUSAL = refusal();

  private final Watch watch;
  private boolean watching = true;
  private boolean refused;
  private int headsRead;
  private boolean lineEnded;
  private boolean mayHaveBody;
  private int lineLength;
  private int lines;

  private FoldGuard(Watch watch) {
    this.watch = watch;
  }

  /** Guards a connection, and lets it be watched. */
  static void guard(HttpConnection connection, Watch watch) {
    if (connection instanceof ConnectionBase base) {
      base.channel()
          .pipeline()
          .addFirst("foldGuard", new FoldGuard(watch))
          .addAfter("httpEncoder", "watch", watch);
    }
  }

  private static byte[] refusal() {
    String body =
        Json.write(
                new Fault(
                        400,
                        "invalid_request",
                        "Invalid request",
                        "A header goes on in the next line.")
                    .document("none"))
            .toString();
    List<String> head =
        List.of(
            "HTTP/1.1 400 Bad Request",
            "content-type: application/problem+json",
            "cache-control: no-store",
            "x-content-type-options: nosniff",
            "connection: close",
            "content-length: " + body.length());
    String whole = String.join("\r\n", head) + "\r\n\r\n" + body;
    return whole.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    headsRead = 0;
    if (refused) {
      ReferenceCountUtil.release(message);
    } else if (watching && message instanceof ByteBuf bytes && isFolded(bytes)) {
      ReferenceCountUtil.release(message);
      refuse(context);
    } else {
      watch.cameBytes();
      context.fireChannelRead(message);
      if (watching && (lines > 0 || lineLength > 0)) {
        watch.cameBytes(); // Behind a whole request came the beginning of the next.
      }
    }
  }

  private void refuse(ChannelHandlerContext context) {
    refused = true;
    if (headsRead > 0 || watch.awaited()) {
      context.close();
    } else {
      context
          .writeAndFlush(Unpooled.wrappedBuffer(REFUSAL))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  private boolean isFolded(ByteBuf bytes) {
    int end = bytes.writerIndex();
    for (int i = bytes.readerIndex(); i < end && watching; i++) {
      byte b = bytes.getByte(i);
      if (lineEnded && lines > 0 && (b == ' ' || b == '\t')) {
        return true;
      }
      lineEnded = b == '\n';
      if (lineEnded) {
        endLine();
      } else if (b != '\r') {
        if (lines == 0 && lineLength == 0) {
          mayHaveBody = b != 'G' && b != 'H';
        }
        lineLength++;
      }
    }
    return false;
  }

  /** An empty line ends the head; before a head there may be some. */
  private void endLine() {
    if (lineLength > 0) {
      lines++;
    } else if (lines > 0) {
      lines = 0;
      headsRead++;
      watching = !mayHaveBody;
    }
    lineLength = 0;
  }
}
