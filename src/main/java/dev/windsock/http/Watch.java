package dev.windsock.http;

import dev.windsock.time.Clock;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Where one connection is between requests and answers, so that none is held for ever by a caller
 * who drips: a head must be complete within a time, and so must a body that is still coming when
 * its request is answered already. (A body that is waited for is a matter of {@link Exchange}.)
 * Stands behind the decoder, on the connection's event loop.
 */
final class Watch extends ChannelDuplexHandler {
  /** How long a caller may go on sending what nobody wants any more, to read the answer first. */
  private static final long LINGER_NANOS = 500_000_000;

  private final Clock clock;
  private boolean headBegun;
  private boolean sending;
  private boolean lingering;
  private int unanswered;
  private long sinceNanos;

  Watch(Clock clock) {
    this.clock = clock;
  }

  /** Bytes came, not decoded yet. */
  void cameBytes() {
    if (!headBegun && !sending) {
      headBegun = true;
      sinceNanos = clock.nanos();
    }
  }

  /** Whether requests wait for their answers. */
  boolean awaited() {
    return unanswered > 0;
  }

  /**
   * Whether the caller has taken too long.
   *
   * @param headNanos how long a head may take
   */
  boolean isOverdue(long nowNanos, long headNanos) {
    return lingering
        ? nowNanos - sinceNanos >= LINGER_NANOS
        : headBegun && unanswered == 0 && nowNanos - sinceNanos >= headNanos;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest) {
      headBegun = false;
      sending = true;
      unanswered++;
    }
    if (message instanceof LastHttpContent) {
      sending = false;
      lingering = false;
    }
    context.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof LastHttpContent && !isInterim(message)) {
      unanswered--;
      if (unanswered == 0 && (sending || headBegun)) {
        lingering = sending;
        sinceNanos = clock.nanos();
      }
    }
    context.write(message, promise);
  }

  /** As {@code 100 Continue} is, which an answer follows. */
  private static boolean isInterim(Object message) {
    return message instanceof HttpResponse response && response.status().code() < 200;
  }
}
