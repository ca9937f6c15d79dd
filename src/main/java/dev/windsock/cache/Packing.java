package dev.windsock.cache;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** How a payload is packed; each way has a number that is stored with the entry. Thread-safe. */
enum Packing {
  /** As it is. */
  RAW(0),
  /** By the JDK's deflate at its fastest. */
  DEFLATE(1),
  /** By zstd, where its library is there. */
  ZSTD(2);

  /** Deflate cannot shrink further than this: a claim beyond it is a lie. */
  private static final long MAX_RATIO = 1032;

  private final byte number;

  Packing(int number) {
    this.number = (byte) number;
  }

  byte number() {
    return number;
  }

  static @Nullable Packing of(byte number) {
    return switch (number) {
      case 0 -> RAW;
      case 1 -> DEFLATE;
      case 2 -> ZSTD;
      default -> null;
    };
  }

  /** The packed bytes, or null when packing gains too little. */
  static byte @Nullable [] deflate(byte[] raw) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      deflater.setInput(raw);
      deflater.finish();
      byte[] packed = new byte[(int) (raw.length / Packer.MIN_RATIO)];
      int length = deflater.deflate(packed);
      return deflater.finished() ? Arrays.copyOf(packed, length) : null;
    } finally {
      deflater.end();
    }
  }

  /**
   * The raw bytes, or null when they are not exactly as long as declared; what zstd packed is for
   * {@link Packer} to unpack.
   *
   * @param packed from {@code offset} to its end
   */
  byte @Nullable [] unpack(byte[] packed, int offset, int rawLength) {
    int length = packed.length - offset;
    if (this == RAW) {
      return length == rawLength ? Arrays.copyOfRange(packed, offset, packed.length) : null;
    }
    if (this == ZSTD || rawLength > length * MAX_RATIO) {
      return null;
    }
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed, offset, length);
      byte[] raw = new byte[rawLength];
      int done = inflater.inflate(raw);
      // Ask for one byte more: the end is seen only then, and anything further is too much.
      boolean exact =
          done == rawLength
              && (inflater.finished() || inflater.inflate(new byte[1]) == 0)
              && inflater.finished();
      return exact ? raw : null;
    } catch (DataFormatException e) {
      return null;
    } finally {
      inflater.end();
    }
  }
}
