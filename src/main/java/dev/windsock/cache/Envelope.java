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
 *  2  1  format version
 *  3  1  packing: 0 raw, 1 deflate
 *  4  1  flags: 1 negative (the payload tells a problem)
 *  5  1  zero
 *  6  2  schema id of the value
 *  8  8  version of the entry, 0 for a negative one; the scripts compare it
 * 16  8  created at, wall time in ms
 * 24  8  fresh until (soft expiry)
 * 32  8  gone at (hard expiry)
 * 40  4  what loading it cost, in ms
 * 44  4  length of the payload unpacked
 * 48  4  CRC-32C over all before and the payload
 * </pre>
 *
 * <p>Bytes from elsewhere are never trusted: what does not fit is null, never an exception.
 *
 * @param schema id of the value's form; another one is a miss
 * @param negative whether the payload tells a problem instead of a value
 * @param version of the entry
 * @param createdAtMillis when it was loaded
 * @param freshUntilMillis soft expiry
 * @param goneAtMillis hard expiry
 * @param costMillis what loading cost
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
    byte[] payload) {
  static final int HEADER_BYTES = 52;

  /** Where the version stands, for the scripts. */
  static final int VERSION_OFFSET = 8;

  private static final short MAGIC = 0x5753;
  private static final byte FORMAT = 1;
  private static final byte NEGATIVE = 1;
  private static final int CRC_OFFSET = 48;

  /**
   * The bytes to store.
   *
   * @param packAboveBytes payloads longer than this are packed where that gains enough
   */
  byte[] encode(long packAboveBytes) {
    byte[] packed = payload.length > packAboveBytes ? Packing.deflate(payload) : null;
    byte[] body = packed == null ? payload : packed;
    ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + body.length);
    out.putShort(MAGIC)
        .put(FORMAT)
        .put((packed == null ? Packing.RAW : Packing.DEFLATE).number())
        .put(negative ? NEGATIVE : 0)
        .put((byte) 0)
        .putShort((short) schema)
        .putLong(version)
        .putLong(createdAtMillis)
        .putLong(freshUntilMillis)
        .putLong(goneAtMillis)
        .putInt(costMillis)
        .putInt(payload.length)
        .putInt(0)
        .put(body);
    return out.putInt(CRC_OFFSET, crc(out.array())).array();
  }

  /**
   * Reads what was stored.
   *
   * @param maxRawBytes the longest payload to unpack
   * @return null for anything that is not whole and ours
   */
  static @Nullable Envelope decode(byte[] bytes, long maxRawBytes) {
    if (bytes.length < HEADER_BYTES) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    Packing packing = Packing.of(bytes[3]);
    int rawLength = in.getInt(44);
    if (in.getShort(0) != MAGIC
        || bytes[2] != FORMAT
        || packing == null
        || rawLength < 0
        || rawLength > maxRawBytes
        || in.getInt(CRC_OFFSET) != crc(bytes)) {
      return null;
    }
    byte[] payload = packing.unpack(bytes, HEADER_BYTES, rawLength);
    if (payload == null) {
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
        payload);
  }

  /** Over everything but the checksum itself. */
  private static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, CRC_OFFSET);
    crc.update(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES);
    return (int) crc.getValue();
  }
}
