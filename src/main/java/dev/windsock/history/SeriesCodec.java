package dev.windsock.history;

import dev.windsock.cache.Codec;
import dev.windsock.sentiment.Series;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A series as bytes, twenty an hour: as JSON five weeks of six sources would take a quarter of a
 * megabyte. The number of sources; of each its name, the number of its hours, and the hours. Big
 * endian. Thread-safe.
 */
final class SeriesCodec implements Codec<Series> {
  private static final int HOUR_BYTES = 20;

  /** An object of five numbers and the reference to it. */
  static final int HOUR_HEAP_BYTES = 44;

  @Override
  public byte[] encode(Series series) {
    int length = 4;
    for (Map.Entry<String, List<Series.Hour>> source : series.bySource().entrySet()) {
      length += 8 + name(source.getKey()).length + HOUR_BYTES * source.getValue().size();
    }
    ByteBuffer bytes = ByteBuffer.allocate(length).putInt(series.bySource().size());
    series
        .bySource()
        .forEach(
            (source, hours) -> {
              byte[] name = name(source);
              bytes.putInt(name.length).put(name).putInt(hours.size());
              for (Series.Hour hour : hours) {
                bytes.putInt(hour.hour()).putInt(hour.mentions()).putFloat(hour.number());
                bytes.putFloat(hour.mean()).putFloat(hour.variance());
              }
            });
    return bytes.array();
  }

  private static byte[] name(String source) {
    return source.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Series decode(byte[] encoded) {
    ByteBuffer bytes = ByteBuffer.wrap(encoded);
    Map<String, List<Series.Hour>> bySource = new LinkedHashMap<>();
    for (int sources = bytes.getInt(); sources > 0; sources--) {
      byte[] name = new byte[within(bytes.getInt(), bytes.remaining())];
      bytes.get(name);
      int count = within(bytes.getInt(), bytes.remaining() / HOUR_BYTES);
      List<Series.Hour> hours = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        hours.add(
            new Series.Hour(
                bytes.getInt(),
                bytes.getInt(),
                bytes.getFloat(),
                bytes.getFloat(),
                bytes.getFloat()));
      }
      bySource.put(new String(name, StandardCharsets.UTF_8), hours);
    }
    return new Series(bySource);
  }

  private static int within(int given, int most) {
    if (given < 0 || given > most) {
      throw new IllegalArgumentException("a length of " + given + " where " + most + " are left");
    }
    return given;
  }

  @Override
  public long heapBytes(Series value, int encodedBytes) {
    return 200 + (long) encodedBytes * HOUR_HEAP_BYTES / HOUR_BYTES;
  }
}
