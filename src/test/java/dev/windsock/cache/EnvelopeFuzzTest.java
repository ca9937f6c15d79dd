package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Bytes from elsewhere: noise, and whole envelopes changed, cut, lengthened, with other lengths and
 * packings, also under a checksum that is right again. Whatever comes, the decoder answers, and
 * gives nothing that is longer than it may be. A run is repeated by {@code
 * -Dwindsock.fuzz.seed=<seed>}.
 */
@Timeout(600)
class EnvelopeFuzzTest {
  private static final int MAX_RAW = 1 << 14;
  private static final int CRC_OFFSET = 48;
  private static final int LENGTH_OFFSET = 44;

  private final long seed = Long.getLong("windsock.fuzz.seed", 20_261_124);
  private final SplittableRandom random = new SplittableRandom(seed);
  private final List<byte[]> whole = wholeOnes();

  private static List<byte[]> wholeOnes() {
    byte[] text = "posts and more posts; ".repeat(12).getBytes(StandardCharsets.UTF_8);
    byte[] bomb = new byte[1 << 20];
    List<byte[]> all = new ArrayList<>();
    for (byte[] payload : List.of(new byte[0], "hi".getBytes(StandardCharsets.UTF_8), text, bomb)) {
      for (boolean negative : new boolean[] {false, true}) {
        Envelope envelope = new Envelope(7, negative, negative ? 0 : 99, 1, 2, 3, 4, payload);
        all.add(envelope.encode(1 << 30));
        all.add(envelope.encode(64));
      }
    }
    // Inflating a million zeros each time would measure only that: few long ones.
    all.removeIf(bytes -> bytes.length > 1 << 16);
    return all;
  }

  @Test
  void decode_aFewInputs_neverThrowsNorGivesTooMuch() {
    fuzz(200_000);
  }

  @Test
  @Tag("proof")
  void decode_tenMillionInputs_neverThrowsNorGivesTooMuch() {
    fuzz(Integer.getInteger("windsock.fuzz.inputs", 10_000_000));
  }

  private void fuzz(int inputs) {
    int taken = 0;
    int packed = 0;
    long fromNanos = System.nanoTime();
    for (int i = 0; i < inputs; i++) {
      byte[] input = input();
      Envelope read;
      try {
        read = Envelope.decode(input, MAX_RAW);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("input " + i + " of seed " + seed, e);
      }
      if (read != null) {
        taken++;
        packed += input[3] == 0 ? 0 : 1;
        if (read.payload().length > MAX_RAW
            || read.payload().length != ByteBuffer.wrap(input).getInt(LENGTH_OFFSET)) {
          throw new AssertionError("too much of input " + i + " of seed " + seed);
        }
      }
    }
    System.out.printf(
        "envelopes: %d inputs in %.1f s, %d of them whole, %d of these packed%n",
        inputs, (System.nanoTime() - fromNanos) / 1e9, taken, packed);
    // Else the payloads, and what packs them, would never have been reached.
    assertThat(taken).isBetween(inputs / 100, inputs / 2);
    assertThat(packed).isGreaterThan(inputs / 1000);
  }

  private byte[] input() {
    if (random.nextInt(4) == 0) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      return noise;
    }
    byte[] input = whole.get(random.nextInt(whole.size())).clone();
    int kind = random.nextInt(8);
    switch (kind) {
      case 0 -> input = resized(input, random.nextInt(input.length + 1));
      case 1 -> input = resized(input, input.length + random.nextInt(1, 64));
      case 2 -> ByteBuffer.wrap(input).putInt(LENGTH_OFFSET, length());
      case 3 -> input[3] = (byte) random.nextInt(-1, 5);
      case 4 -> input[2] = (byte) random.nextInt(4);
      default -> {
        for (int n = random.nextInt(4); n >= 0; n--) {
          input[random.nextInt(input.length)] = (byte) random.nextInt();
        }
      }
    }
    // Half of them under a right checksum, so that what lies behind it is reached.
    return random.nextBoolean() ? sealed(input) : input;
  }

  private byte[] resized(byte[] bytes, int length) {
    byte[] other = new byte[length];
    random.nextBytes(other);
    System.arraycopy(bytes, 0, other, 0, Math.min(length, bytes.length));
    return other;
  }

  private int length() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt();
      case 1 -> Integer.MAX_VALUE - random.nextInt(3);
      case 2 -> MAX_RAW + random.nextInt(-2, 3);
      default -> random.nextInt(400);
    };
  }

  private static byte[] sealed(byte[] bytes) {
    if (bytes.length >= Envelope.HEADER_BYTES) {
      CRC32C crc = new CRC32C();
      crc.update(bytes, 0, CRC_OFFSET);
      crc.update(bytes, Envelope.HEADER_BYTES, bytes.length - Envelope.HEADER_BYTES);
      ByteBuffer.wrap(bytes).putInt(CRC_OFFSET, (int) crc.getValue());
    }
    return bytes;
  }
}
