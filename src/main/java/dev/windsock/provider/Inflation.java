package dev.windsock.provider;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Unpacks gzip up to a cap: the rest of a bomb is never unpacked. */
final class Inflation {
  private Inflation() {}

  /**
   * Unpacks.
   *
   * @throws dev.windsock.sentiment.ProblemException malformed: not gzip, cut short, or more than
   *     the cap
   */
  static Buffer gunzip(Buffer packed, int maxBytes) {
    Buffer out = Buffer.buffer(Math.min(maxBytes, 4 * packed.length() + 64));
    byte[] chunk = new byte[8192];
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(packed.getBytes()), chunk.length)) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        if (out.length() + n > maxBytes) {
          throw Failures.malformed("the answer unpacks to more than " + maxBytes + " bytes");
        }
        out.appendBytes(chunk, 0, n);
      }
    } catch (IOException e) {
      throw Failures.malformed("the answer's compression is broken");
    }
    return out;
  }
}
