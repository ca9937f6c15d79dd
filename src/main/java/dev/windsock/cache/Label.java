package dev.windsock.cache;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an entry says of itself beside its value: its tags, and its id where the key has only a hash
 * of it, so that a pattern finds it all the same. Exact for any text, broken surrogates included.
 *
 * <pre>
 * 1 byte   number of tags
 * each     2 bytes length, modified UTF-8
 * 4 bytes  characters of the id, 0 for none
 * each     2 bytes
 * </pre>
 *
 * @param tags see {@link Tags}
 * @param id null where the key tells it
 */
record Label(List<String> tags, @Nullable String id) {
  static final Label NONE = new Label(List.of(), null);

  /** Longer ones are not read. */
  static final int MAX_BYTES = 1 << 20;

  byte[] encode() {
    if (tags.isEmpty() && id == null) {
      return new byte[0];
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(tags.size());
      for (String tag : tags) {
        out.writeUTF(tag);
      }
      out.writeInt(id == null ? 0 : id.length());
      if (id != null) {
        out.writeChars(id);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Reads {@code bytes[from..to)}; null for what is no label. */
  static @Nullable Label decode(byte[] bytes, int from, int to) {
    if (to - from > MAX_BYTES) {
      return null;
    }
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(bytes, from, to - from))) {
      int count = in.readUnsignedByte();
      List<String> tags = new ArrayList<>(Math.min(count, Tags.MAX));
      for (int i = 0; i < count; i++) {
        tags.add(in.readUTF());
      }
      int length = in.readInt();
      if (length < 0 || 2L * length != in.available()) {
        return null;
      }
      StringBuilder id = new StringBuilder(length);
      for (int i = 0; i < length; i++) {
        id.append(in.readChar());
      }
      return new Label(List.copyOf(tags), length == 0 ? null : id.toString());
    } catch (IOException e) {
      return null;
    }
  }
}
