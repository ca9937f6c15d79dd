package dev.windsock.cache;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Zstandard at level 1, with contexts that are used again: making one costs more than packing a
 * short text. Thread-safe; keeps at most {@value #KEPT} contexts of each kind.
 */
final class Zstd {
  private static final int LEVEL = 1;
  private static final int KEPT = 8;

  /** Zstandard can shrink a run of one byte almost for ever: no honest payload of ours does. */
  private static final long MAX_RATIO = 20_000;

  private final ArrayBlockingQueue<ZstdCompressCtx> packers = new ArrayBlockingQueue<>(KEPT);
  private final ArrayBlockingQueue<ZstdDecompressCtx> unpackers = new ArrayBlockingQueue<>(KEPT);

  private Zstd() {}

  /** Null when the library is not there or does not run on this machine. */
  static @Nullable Zstd load() {
    try {
      Zstd zstd = new Zstd();
      byte[] probe = new byte[256];
      byte[] packed = zstd.pack(probe, probe.length);
      return packed != null && zstd.unpack(packed, 0, probe.length) != null ? zstd : null;
    } catch (LinkageError e) {
      return null;
    }
  }

  /** The packed bytes, or null when there would be more than allowed. */
  byte @Nullable [] pack(byte[] raw, int most) {
    ZstdCompressCtx kept = packers.poll();
    ZstdCompressCtx context = kept == null ? new ZstdCompressCtx().setLevel(LEVEL) : kept;
    byte[] packed = new byte[most];
    try {
      int length = context.compressByteArray(packed, 0, most, raw, 0, raw.length);
      return Arrays.copyOf(packed, length);
    } catch (ZstdException e) {
      // Not shorter than allowed.
      return null;
    } finally {
      if (!packers.offer(context)) {
        context.close();
      }
    }
  }

  /** The raw bytes, or null when they are not exactly as long as declared. */
  byte @Nullable [] unpack(byte[] packed, int offset, int rawLength) {
    int length = packed.length - offset;
    if (rawLength > length * MAX_RATIO) {
      return null;
    }
    ZstdDecompressCtx kept = unpackers.poll();
    ZstdDecompressCtx context = kept == null ? new ZstdDecompressCtx() : kept;
    byte[] raw = new byte[rawLength];
    try {
      int done = context.decompressByteArray(raw, 0, rawLength, packed, offset, length);
      return done == rawLength ? raw : null;
    } catch (ZstdException e) {
      return null;
    } finally {
      if (!unpackers.offer(context)) {
        context.close();
      }
    }
  }
}
