package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
  private static final long MAX_RAW = 1 << 20;

  private static Envelope envelope(byte[] payload) {
    return new Envelope(7, false, 0x0102030405060708L, 10, 20, 30, 40, payload);
  }

  @Test
  void decode_encoded_isTheSame() {
    byte[] payload = "some text".getBytes(StandardCharsets.UTF_8);
    Envelope read = Envelope.decode(envelope(payload).encode(1 << 10), MAX_RAW);
    assertThat(read).usingRecursiveComparison().isEqualTo(envelope(payload));
  }

  @Test
  void encode_formatOne_isByteForByteWhatItWas() {
    byte[] golden =
        HexFormat.of()
            .parseHex(
                "57530100000000070102030405060708000000000000000a0000000000000014"
                    + "000000000000001e0000002800000002"
                    + "53ea6520"
                    + "6869");
    Envelope hi = envelope("hi".getBytes(StandardCharsets.UTF_8));
    byte[] encoded = hi.encode(1 << 10);
    assertThat(HexFormat.of().formatHex(encoded)).isEqualTo(HexFormat.of().formatHex(golden));
    assertThat(Envelope.decode(golden, MAX_RAW)).usingRecursiveComparison().isEqualTo(hi);
  }

  @Test
  void encode_longAndRegular_isPackedAndReadableUnderAnyThreshold() {
    byte[] payload = "the same again and again; ".repeat(1000).getBytes(StandardCharsets.UTF_8);
    byte[] packed = envelope(payload).encode(1 << 10);
    assertThat(packed.length).isLessThan(payload.length / 4);
    assertThat(Envelope.decode(packed, MAX_RAW))
        .usingRecursiveComparison()
        .isEqualTo(envelope(payload));
  }

  @Test
  void encode_incompressible_staysRaw() {
    byte[] payload = new byte[10_000];
    new Random(1).nextBytes(payload);
    assertThat(envelope(payload).encode(64)).hasSize(Envelope.HEADER_BYTES + payload.length);
  }

  @Test
  void decode_longerThanAllowed_isNull() {
    byte[] bomb = envelope(new byte[2 << 20]).encode(64);
    assertThat(bomb.length).isLessThan(1 << 16);
    assertThat(Envelope.decode(bomb, MAX_RAW)).isNull();
  }

  @Test
  void decode_anySingleByteChanged_isNull() {
    byte[] good = envelope("some text".repeat(300).getBytes(StandardCharsets.UTF_8)).encode(64);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 0x40;
      assertThat(Envelope.decode(bad, MAX_RAW)).as("byte %d", i).isNull();
    }
  }

  @Test
  void decode_anyCut_isNull() {
    byte[] good = envelope("some text".getBytes(StandardCharsets.UTF_8)).encode(1 << 10);
    for (int length = 0; length < good.length; length++) {
      assertThat(Envelope.decode(Arrays.copyOf(good, length), MAX_RAW)).isNull();
    }
  }

  @Test
  void decode_noise_neverThrows() {
    Random random = new Random(20261123);
    byte[] good = envelope("some text".repeat(50).getBytes(StandardCharsets.UTF_8)).encode(64);
    int read = 0;
    for (int i = 0; i < 300_000; i++) {
      byte[] noise;
      if (i % 2 == 0) {
        noise = new byte[random.nextInt(120)];
        random.nextBytes(noise);
      } else {
        noise = good.clone();
        for (int k = random.nextInt(4); k >= 0; k--) {
          noise[random.nextInt(noise.length)] = (byte) random.nextInt();
        }
      }
      if (Envelope.decode(noise, MAX_RAW) != null) {
        read++;
      }
    }
    // A mutation may by chance write what stood there already; nothing else is taken.
    assertThat(read).isLessThan(3_000);
  }

  @Test
  void unpack_claimBeyondWhatDeflateCanDo_isRefusedBeforeAllocating() {
    assertThat(Packing.DEFLATE.unpack(new byte[100], 0, 1 << 30)).isNull();
  }

  private static Envelope labelled(byte[] payload) {
    Label label = new Label(List.of("red", "caf\u00e9"), "odd*\ud800id");
    return new Envelope(7, false, 0x0102030405060708L, 10, 20, 30, 40, label, payload);
  }

  @Test
  void encode_formatTwo_isByteForByteWhatItWas() {
    Envelope hi = labelled("hi".getBytes(StandardCharsets.UTF_8));
    byte[] encoded = hi.encode(1 << 10);
    assertThat(HexFormat.of().formatHex(encoded))
        .isEqualTo(
            "57530200000000070102030405060708000000000000000a0000000000000014"
                + "000000000000001e0000002800000002"
                + "8226f5f3"
                + "0000001f"
                + "020003726564"
                + "0005636166c3a9"
                + "000000"
                + "07"
                + "006f00640064002ad800"
                + "00690064"
                + "6869");
    assertThat(Envelope.decode(encoded, MAX_RAW)).usingRecursiveComparison().isEqualTo(hi);
  }

  /** Made by zstd-jni 1.5.7-9: every later version must read it. */
  @Test
  void decode_packedByZstd_isReadWhereTheLibraryIsAndAMissElsewhere() {
    byte[] payload = "the same again and again; ".repeat(40).getBytes(StandardCharsets.UTF_8);
    byte[] golden =
        HexFormat.of()
            .parseHex(
                "57530102000000070102030405060708000000000000000a0000000000000014"
                    + "000000000000001e0000002800000410ce7ba36a28b52ffd601003f50000a074"
                    + "68652073616d6520616761696e20616e643b200200f37b56ac430903");
    Packer best = Packer.best();
    assertThat(best.packing()).isEqualTo(Packing.ZSTD);
    assertThat(Envelope.decode(golden, MAX_RAW, best))
        .usingRecursiveComparison()
        .isEqualTo(envelope(payload));
    assertThat(Envelope.decode(golden, MAX_RAW)).isNull();
    assertThat(Envelope.decode(envelope(payload).encode(64, best), MAX_RAW, best))
        .usingRecursiveComparison()
        .isEqualTo(envelope(payload));
  }

  @Test
  void decode_zstdBrokenAnywhere_isNullAndNeverThrows() {
    Packer best = Packer.best();
    byte[] good =
        labelled("some text".repeat(300).getBytes(StandardCharsets.UTF_8)).encode(64, best);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 0x21;
      assertThat(Envelope.decode(bad, MAX_RAW, best)).as("byte %d", i).isNull();
      assertThat(Envelope.decode(Arrays.copyOf(good, i), MAX_RAW, best)).isNull();
    }
    // Past the checksum, as only a writer of ours could make it: the packed bytes alone.
    Random random = new Random(5);
    byte[] packed = Arrays.copyOfRange(good, Envelope.labelEnd(good), good.length);
    for (int i = 0; i < 20_000; i++) {
      byte[] bad = packed.clone();
      bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      byte[] raw = best.unpack(Packing.ZSTD, bad, 0, 2_700);
      assertThat(raw == null || raw.length == 2_700).isTrue();
    }
    assertThat(best.unpack(Packing.ZSTD, packed, 0, 1 << 30)).isNull();
  }

  @Test
  void decode_labelThatLies_isNull() {
    for (byte[] label :
        List.of(
            new byte[] {5},
            new byte[] {1, 0, 9, 'a'},
            new byte[] {0, 0x7f, -1, -1, -1},
            new byte[] {0, -1, -1, -1, -1},
            new byte[] {0, 0, 0, 0, 0, 1})) {
      assertThat(Label.decode(label, 0, label.length)).isNull();
    }
  }
}
