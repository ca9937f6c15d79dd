package dev.windsock.cache;

import org.jspecify.annotations.Nullable;

/**
 * Packs and unpacks payloads: by zstd where its library is there, else by the JDK's deflate; what
 * either made is unpacked by everyone who has the library. Thread-safe.
 */
final class Packer {
  /** By what the JDK has alone. */
  static final Packer PLAIN = new Packer(null);

  /** Packing must gain at least this much to be worth the unpacking. */
  static final double MIN_RATIO = 1.2;

  /** A packed payload and how it was packed. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Packed(Packing packing, byte[] bytes) {}

  private final @Nullable Zstd zstd;

  private Packer(@Nullable Zstd zstd) {
    this.zstd = zstd;
  }

  /** The best there is here. */
  static Packer best() {
    return new Packer(Zstd.load());
  }

  /** What it packs with. */
  Packing packing() {
    return zstd == null ? Packing.DEFLATE : Packing.ZSTD;
  }

  /** Null when packing gains too little. */
  @Nullable Packed pack(byte[] raw) {
    byte[] packed =
        zstd == null ? Packing.deflate(raw) : zstd.pack(raw, (int) (raw.length / MIN_RATIO));
    return packed == null ? null : new Packed(packing(), packed);
  }

  /** The raw bytes, or null when they are not exactly as long as declared. */
  byte @Nullable [] unpack(Packing packing, byte[] packed, int offset, int rawLength) {
    if (packing != Packing.ZSTD) {
      return packing.unpack(packed, offset, rawLength);
    }
    Zstd by = zstd;
    return by == null ? null : by.unpack(packed, offset, rawLength);
  }
}
