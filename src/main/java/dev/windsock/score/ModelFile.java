package dev.windsock.score;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * The binary form of a {@link Model}, big-endian: magic, version, number and fingerprint of the
 * features and roles, constant, sharpness by setting (floats), weights of the features (float up,
 * float down), worth of a unit (float), grams (number; keys, ascending; weights as short up, short
 * down), valences (number; keys; bytes), and the CRC-32 of all before it. Each byte is a function
 * of the model alone, so that training again gives the same file. Pure.
 */
final class ModelFile {
  /** {@code WSLM}. */
  private static final int MAGIC = 0x57534c4d;

  private static final int VERSION = 3;
  private static final int MAX_BYTES = 3 << 20;

  private ModelFile() {}

  /** Reads the model from a resource of this package. */
  static Model load(String resource) {
    try (InputStream in = ModelFile.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + resource + " is missing");
      }
      return read(new DataInputStream(in).readNBytes(MAX_BYTES + 1), resource).model();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a model.
   *
   * @throws IllegalStateException when it is no model, a damaged one, or one for other features
   */
  static ModelParts read(byte[] bytes, String name) {
    require(bytes.length >= 8 && bytes.length <= MAX_BYTES, name, "its length is wrong");
    ByteBuffer in = ByteBuffer.wrap(bytes);
    require(in.getInt() == MAGIC, name, "it is no model");
    require(in.getInt() == VERSION, name, "its version is not " + VERSION);
    require(
        in.getInt(bytes.length - 4) == checksum(bytes, bytes.length - 4), name, "it is damaged");
    require(
        in.getInt() == Feature.COUNT && in.getLong() == fingerprint(),
        name,
        "it was trained for other features or roles");
    float constant = in.getFloat();
    float[] sharpness = new float[Analysis.SETTINGS];
    for (int s = 0; s < sharpness.length; s++) {
      sharpness[s] = in.getFloat();
    }
    float[] up = new float[Feature.COUNT];
    float[] down = new float[Feature.COUNT];
    for (int f = 0; f < Feature.COUNT; f++) {
      up[f] = in.getFloat();
      down[f] = in.getFloat();
    }
    float unit = in.getFloat();
    long[] keys = new long[in.getInt()];
    in.asLongBuffer().get(keys);
    in.position(in.position() + keys.length * Long.BYTES);
    int[] pairs = new int[keys.length];
    in.asIntBuffer().get(pairs);
    in.position(in.position() + pairs.length * Integer.BYTES);
    long[] words = new long[in.getInt()];
    in.asLongBuffer().get(words);
    in.position(in.position() + words.length * Long.BYTES);
    byte[] valences = new byte[words.length];
    in.get(valences);
    return new ModelParts(constant, up, down, unit, keys, pairs, words, valences, sharpness);
  }

  /** Writes a model. */
  static byte[] write(ModelParts parts) {
    int grams = parts.keys.length;
    int words = parts.words.length;
    ByteBuffer out =
        ByteBuffer.allocate(
                40 + (Analysis.SETTINGS + Feature.COUNT * 2) * Float.BYTES + grams * 12 + words * 9)
            .putInt(MAGIC);
    out.putInt(VERSION).putInt(Feature.COUNT).putLong(fingerprint()).putFloat(parts.constant);
    for (float times : parts.sharpness) {
      out.putFloat(times);
    }
    for (int f = 0; f < Feature.COUNT; f++) {
      out.putFloat(parts.up[f]).putFloat(parts.down[f]);
    }
    out.putFloat(parts.unit).putInt(grams);
    for (long key : parts.keys) {
      out.putLong(key);
    }
    for (int pair : parts.pairs) {
      out.putInt(pair);
    }
    out.putInt(words);
    for (long word : parts.words) {
      out.putLong(word);
    }
    out.put(parts.valences);
    out.putInt(checksum(out.array(), out.position()));
    return out.array();
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  /** Of the features' and roles' names in their order: a model goes with these alone. */
  private static long fingerprint() {
    long print = Feature.COUNT;
    for (Feature feature : Feature.values()) {
      print = print * 0x100000001b3L + feature.name().hashCode();
    }
    for (Role role : Role.values()) {
      print = print * 0x100000001b3L + role.name().hashCode();
    }
    return print;
  }

  private static void require(boolean holds, String name, String otherwise) {
    if (!holds) {
      throw new IllegalStateException("the model " + name + " cannot be used: " + otherwise);
    }
  }
}
