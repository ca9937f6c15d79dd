package dev.windsock.cache;

/**
 * Turns values into bytes and back. Thread-safe.
 *
 * @param <V> an immutable value
 */
public interface Codec<V> {
  /**
   * Writes a value.
   *
   * @throws UnserializableException naming the type and the path to what cannot be written
   */
  byte[] encode(V value);

  /** Reads a value; any exception counts as a miss. */
  V decode(byte[] bytes);

  /**
   * Whether refreshing brought nothing new: then the value may be asked for less often.
   *
   * @param earlier the value that was refreshed
   * @param later what refreshing brought
   */
  default boolean same(V earlier, V later) {
    return earlier.equals(later);
  }

  /**
   * About how many bytes of heap a value takes.
   *
   * @param encodedBytes how long it is encoded
   */
  default long heapBytes(V value, int encodedBytes) {
    // An estimate: references, headers and padding take about as much as the text itself.
    return 2L * encodedBytes;
  }
}
