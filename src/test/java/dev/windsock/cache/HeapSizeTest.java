package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HeapSizeTest {
  private record Pair(long number, @Nullable Object other, boolean flag) {}

  @Test
  void of_texts_countsOneOrTwoBytesACharacter() {
    assertThat(HeapSize.of("")).isEqualTo(24 + 16);
    assertThat(HeapSize.of("x".repeat(1000))).isEqualTo(24 + 1016);
    assertThat(HeapSize.of("\u4e00".repeat(1000))).isEqualTo(24 + 2016);
  }

  @Test
  void of_records_countsTheirFieldsAndWhatTheyReferTo() {
    assertThat(HeapSize.of(new Pair(1, null, true))).isEqualTo(32);
    assertThat(HeapSize.of(new Pair(1, 2L, true))).isEqualTo(32 + 24);
    assertThat(HeapSize.of(new Pair(1, new Pair(2, "ab", true), true))).isEqualTo(64 + 48);
  }

  @Test
  void of_collections_countsWhatTheyHold() {
    assertThat(HeapSize.of(List.of())).isZero();
    assertThat(HeapSize.of(List.of(1.5))).isEqualTo(24 + 24);
    assertThat(HeapSize.of(Arrays.asList(1, 2, 3, null))).isEqualTo(24 + 32 + 3 * 16);
    assertThat(HeapSize.of(Map.of("a", Optional.of(1L)))).isEqualTo(56 + 80 + 40 + 48 + 16 + 24);
  }

  @Test
  void of_whatIsShared_isNothing() {
    assertThat(HeapSize.of(null)).isZero();
    assertThat(HeapSize.of(true)).isZero();
    assertThat(HeapSize.of(Cached.Level.NEAR)).isZero();
    assertThat(HeapSize.of(Optional.empty())).isZero();
  }
}
