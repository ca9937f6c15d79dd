package dev.windsock.cache;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How an entry lies in Redis: a header of {@value #HEADER_BYTES} bytes, big-endian, then the
 * payload.
 *
 * <pre>
 *  0  2  magic "WS"
 *  2  1  format version: 1, or 2 with a label before the payload
 *  3  1  packing: 0 raw, 1 deflate, 2 zstd
 *  4  1  flags: 1 negative (the payload tells a problem)
 *  5  1  zero
 *  6  2  schema id of the value
 *  8  8  version of the entry, 0 for a negative one; the scripts compare it
 * 16  8  created at, in ms of Redis time
 * 24  8  fresh until (soft expiry)
 * 32  8  gone at (hard expiry); later than fresh until where it may be given stale
 * 40  4  what loading it cost, in ms
 * 44  4  length of the payload unpacked
 * 48  4  CRC-32C over all before and all after
 * 52  4  format 2 alone: length of the label, then the {@linkplain Label label}
 * </pre>
 *
 * <p>Bytes from elsewhere are never trusted: what does not fit is null, never an exception.
 *
 * @param schema id of the value's form; another one is a miss
 * @param negative whether the payload tells a problem instead of a value
 * @param version of the entry
 * @param createdAtMillis when loading it began
 * @param freshUntilMillis soft expiry
 * @param goneAtMillis hard expiry
 * @param costMillis what loading cost
 * @param label its tags, and its id where the key does not tell it
 * @param payload unpacked
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; copying every payload would cost.
record Envelope(
    int schema,
    boolean negative,
    long version,
    long createdAtMillis,
    long freshUntilMillis,
    long goneAtMillis,
    int costMillis,
    Label label,
    byte[] payload) {
  static final int HEADER_BYTES = 52;

  /** Where the version stands, for the scripts. */
  static final int VERSION_OFFSET = 8;

  private static final short MAGIC = 0x5753;
  private static final byte PLAIN = 1;
  private static final byte LABELLED = 2;
  private static final byte NEGATIVE = 1;
  private static final int CRC_OFFSET = 48;

  /** Without a label. */
  Envelope(
      int schema,
      boolean negative,
      long version,
      long createdAtMillis,
      long freshUntilMillis,
      long goneAtMillis,
      int costMillis,
      byte[] payload) {
    this(
        schema,
        negative,
        version,
        createdAtMillis,
        freshUntilMillis,
        goneAtMillis,
        costMillis,
        Label.NONE,
        payload);
  }

  /** The bytes to store, packed by what every reader knows. */
  byte[] encode(long packAboveBytes) {
    return encode(packAboveBytes, Packer.PLAIN);
  }

  /**
   * The bytes to store.
   *
   * @param packAboveBytes payloads longer than this are packed where that gains enough
   */
  byte[] encode(long packAboveBytes, Packer packer) {
    Packer.Packed packed = payload.length > packAboveBytes ? packer.pack(payload) : null;
    byte[] body = packed == null ? payload : packed.bytes();
    byte[] labelled = label.encode();
    int before = labelled.length == 0 ? 0 : 4 + labelled.length;
    ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + before + body.length);
    out.putShort(MAGIC)
        .put(before == 0 ? PLAIN : LABELLED)
        .put((packed == null ? Packing.RAW : packed.packing()).number())
        .put(negative ? NEGATIVE : 0)
        .put((byte) 0)
        .putShort((short) schema)
        .putLong(version)
        .putLong(createdAtMillis)
        .putLong(freshUntilMillis)
        .putLong(goneAtMillis)
        .putInt(costMillis)
        .putInt(payload.length)
        .putInt(0);
    if (before > 0) {
      out.putInt(labelled.length).put(labelled);
    }
    out.put(body);
    return out.putInt(CRC_OFFSET, crc(out.array())).array();
  }

  /**
   * Reads what was stored.
   *
   * @param maxRawBytes the longest payload to unpack
   * @return null for anything that is not whole and ours
   */
  static @Nullable Envelope decode(byte[] bytes, long maxRawBytes) {
    return decode(bytes, maxRawBytes, Packer.PLAIN);
  }

  static @Nullable Envelope decode(byte[] bytes, long maxRawBytes, Packer packer) {
    if (bytes.length < HEADER_BYTES) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    Packing packing = Packing.of(bytes[3]);
    int rawLength = in.getInt(44);
    int body = bodyOffset(in);
    if (in.getShort(0) != MAGIC
        || body < 0
        || packing == null
        || rawLength < 0
        || rawLength > maxRawBytes
        || in.getInt(CRC_OFFSET) != crc(bytes)) {
      return null;
    }
    Label label = body == HEADER_BYTES ? Label.NONE : Label.decode(bytes, HEADER_BYTES + 4, body);
    byte[] payload = label == null ? null : packer.unpack(packing, bytes, body, rawLength);
    if (label == null || payload == null) {
      return null;
    }
    return new Envelope(
        Short.toUnsignedInt(in.getShort(6)),
        (bytes[4] & NEGATIVE) != 0,
        in.getLong(VERSION_OFFSET),
        in.getLong(16),
        in.getLong(24),
        in.getLong(32),
        Math.max(0, in.getInt(40)),
        label,
        payload);
  }

  /** Where the payload begins; negative for a format that is not known or does not fit. */
  private static int bodyOffset(ByteBuffer in) {
    byte format = in.get(2);
    if (format == PLAIN) {
      return HEADER_BYTES;
    }
    if (format != LABELLED || in.capacity() < HEADER_BYTES + 4) {
      return -1;
    }
    int length = in.getInt(HEADER_BYTES);
    return length < 0 || length > in.capacity() - HEADER_BYTES - 4 ? -1 : HEADER_BYTES + 4 + length;
  }

  /**
   * How many of its first bytes tell the label; the header's own for one that has none.
   *
   * @param start at least the first {@code HEADER_BYTES + 4}, or fewer when there are no more
   */
  static int labelEnd(byte[] start) {
    if (start.length < HEADER_BYTES + 4 || start[2] != LABELLED) {
      return HEADER_BYTES;
    }
    int length = ByteBuffer.wrap(start).getInt(HEADER_BYTES);
    return length < 0 || length > Label.MAX_BYTES ? HEADER_BYTES : HEADER_BYTES + 4 + length;
  }

  /** Over everything but the checksum itself. */
  private static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, CRC_OFFSET);
    crc.update(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES);
    return (int) crc.getValue();
  }
}
