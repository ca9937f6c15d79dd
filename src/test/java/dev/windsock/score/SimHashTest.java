package dev.windsock.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimHashTest {
  @Test
  void of_sameWordsOtherwiseDressed_isTheSame() {
    long plain = SimHash.of("Acme beats estimates as revenue grows").bits();
    assertThat(
            SimHash.of("ACME beats estimates, as revenue grows! https://example.com/1 @ana").bits())
        .isEqualTo(plain);
  }

  @Test
  void of_otherTexts_isFarAway() {
    long one = SimHash.of("Acme beats estimates as revenue grows").bits();
    long other = SimHash.of("Globex recalls two million toasters after fire").bits();
    assertThat(SimHash.distance(one, other)).isGreaterThan(10);
    long up = SimHash.of("Acme target raised to $50").bits();
    assertThat(SimHash.distance(up, SimHash.of("Acme target raised to $90").bits()))
        .isGreaterThan(3);
  }

  @Test
  void of_noWords_isZero() {
    assertThat(SimHash.of("").bits()).isZero();
    assertThat(SimHash.of("... !!! https://example.com").bits()).isZero();
    assertThat(SimHash.of("word").bits()).isNotZero();
  }

  @Test
  void clusters_bitsFlipped_areFoundAsByComparingAllPairs() {
    Random random = new Random(3);
    long[] prints = new long[600];
    for (int i = 0; i < prints.length; i++) {
      prints[i] = random.nextLong();
      if (i > 10 && random.nextInt(3) == 0) {
        prints[i] = prints[random.nextInt(i)];
        for (int flips = random.nextInt(6); flips > 0; flips--) {
          prints[i] ^= 1L << random.nextInt(64);
        }
      }
    }
    int[] order = IntStream.range(0, prints.length).toArray();
    int[] clusters = Duplicates.clusters(prints, new int[prints.length], order, 3);
    for (int i = 0; i < prints.length; i++) {
      boolean near = false;
      for (int j = 0; j < i; j++) {
        near |= clusters[j] == j && SimHash.distance(prints[i], prints[j]) <= 3;
      }
      assertThat(clusters[i] != i).as("post %d", i).isEqualTo(near);
      assertThat(SimHash.distance(prints[i], prints[clusters[i]])).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void clusters_hostilePrintsThatShareBands_stayLinear() {
    int count = 50_000;
    long[] prints = new long[count];
    for (int i = 0; i < count; i++) {
      // All agree in one band and differ widely in the others.
      prints[i] = (i * 0x9e3779b97f4a7c15L) << 16 | 0xbeef;
    }
    int[] order = IntStream.range(0, count).toArray();
    long before = System.nanoTime();
    Duplicates.clusters(prints, new int[prints.length], order, 3);
    assertThat(System.nanoTime() - before).isLessThan(2_000_000_000L);
  }

  @Test
  void clusters_zeroPrints_standAlone() {
    assertThat(Duplicates.clusters(new long[] {0, 0, 5, 5}, new int[4], new int[] {0, 1, 2, 3}, 3))
        .containsExactly(0, 1, 2, 2);
  }

  @Test
  void clusters_anyLabels_holdNoOppositeOnes() {
    Random random = new Random(5);
    for (int round = 0; round < 300; round++) {
      int count = 1 + random.nextInt(12);
      long[] prints = random.longs(count, 5, 8).toArray();
      int[] labels = random.ints(count, -1, 2).toArray();
      int[] order = IntStream.range(0, count).toArray();
      int[] clusters = Duplicates.clusters(prints, labels, order, 3);
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < i; j++) {
          boolean opposed = labels[i] * labels[j] < 0;
          assertThat(opposed && clusters[i] == clusters[j]).isFalse();
        }
      }
      // All are near: there is no need of more than one for each label.
      assertThat(IntStream.of(clusters).distinct().count()).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void by_fewWords_isTheAuthorsOwn() {
    SimHash.Print few = SimHash.of("$ACME to the moon 🚀🚀🚀");
    assertThat(few.by("ana")).isEqualTo(few.by("ana"));
    assertThat(SimHash.distance(few.by("ana"), few.by("bo"))).isGreaterThan(10);
    SimHash.Print many = SimHash.of("$ACME goes all the way up");
    assertThat(many.by("ana")).isEqualTo(many.by("bo")).isEqualTo(many.bits());
    assertThat(SimHash.of("!!!").by("ana")).isZero();
  }
}
