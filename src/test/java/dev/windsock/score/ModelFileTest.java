package dev.windsock.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ModelFileTest {
  private static byte[] shipped() throws IOException {
    try (InputStream in = ModelFile.class.getResourceAsStream("model.bin")) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }

  @Test
  void write_whatWasRead_givesTheSameBytes() throws IOException {
    byte[] bytes = shipped();
    assertThat(ModelFile.write(ModelFile.read(bytes, "model.bin"))).isEqualTo(bytes);
  }

  @Test
  void read_shippedModel_isSmallAndSorted() throws IOException {
    byte[] bytes = shipped();
    ModelParts parts = ModelFile.read(bytes, "model.bin");
    assertThat(bytes.length).isLessThanOrEqualTo(3 << 20);
    assertThat(parts.keys).isSorted().doesNotHaveDuplicates().doesNotContain(0);
    assertThat(parts.words).isSorted().doesNotHaveDuplicates().doesNotContain(0);
  }

  @Test
  void read_anyByteChanged_isRefused() throws IOException {
    byte[] bytes = shipped();
    for (int at = 8; at < bytes.length; at += 997) {
      byte before = bytes[at];
      bytes[at] ^= 0x10;
      assertThatThrownBy(() -> ModelFile.read(bytes, "model.bin"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("model.bin")
          .hasMessageContaining("damaged");
      bytes[at] = before;
    }
  }

  @Test
  void read_otherFiles_areRefusedWithTheReason() {
    assertThatThrownBy(() -> ModelFile.read(new byte[0], "x")).hasMessageContaining("length");
    assertThatThrownBy(() -> ModelFile.read(new byte[100], "x")).hasMessageContaining("no model");
    assertThatThrownBy(() -> ModelFile.read(new byte[4 << 20], "x")).hasMessageContaining("length");
    assertThatThrownBy(() -> ModelFile.load("absent.bin")).hasMessageContaining("missing");
  }

  @Test
  void table_manyKeys_keepsEachValue() {
    Table table = new Table(1000);
    for (int i = 1; i <= 1000; i++) {
      table.put(i * 0x9e3779b97f4a7c15L, i);
    }
    for (int i = 1; i <= 1000; i++) {
      assertThat(table.get(i * 0x9e3779b97f4a7c15L)).isEqualTo(i);
    }
    assertThat(table.get(5)).isZero();
  }

  @Test
  void pair_anyWeights_comesApartAgain() {
    for (int up : new int[] {-32767, -1, 0, 1, 32767}) {
      for (int down : new int[] {-32767, -1, 0, 1, 32767}) {
        int pair = Model.pair(up, down);
        assertThat(pair >> 16).isEqualTo(up);
        assertThat((short) pair).isEqualTo((short) down);
      }
    }
  }
}
