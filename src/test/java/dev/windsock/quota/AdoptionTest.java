package dev.windsock.quota;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdoptionTest {
  private final Adoption adoption = new Adoption();

  @Test
  void cap_laterWordEndsEarlier_doesNotLiftTheEarlier() {
    adoption.cap(2, 1_000, 0);
    adoption.cap(50, 10, 0);
    assertThat(adoption.allowance(0)).isEqualTo(2);
    assertThat(adoption.allowance(11)).isEqualTo(2);
    assertThat(adoption.allowance(1_000)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void cap_lowerWordEndsEarlier_leavesTheLongerOneStanding() {
    adoption.cap(50, 1_000, 0);
    adoption.cap(1, 10, 0);
    adoption.spend(1);
    assertThat(adoption.allowance(0)).isZero();
    assertThat(adoption.fitsAt(0, 1)).isEqualTo(10);
    assertThat(adoption.fitsAt(0, 50)).isEqualTo(1_000);
    assertThat(adoption.allowance(10)).isEqualTo(49);
  }

  @Test
  void cap_moreWordsThanAreToldApart_isTheLowestUntilTheLatestEnd() {
    for (int i = 1; i <= 100; i++) {
      adoption.cap(i, 10L * i, 0);
      assertThat(adoption.allowance(0)).isEqualTo(1);
    }
    assertThat(adoption.allowance(89)).isEqualTo(1);
    assertThat(adoption.fitsAt(0, Long.MAX_VALUE)).isEqualTo(1_000);
  }

  @Test
  void block_shorterThanACap_endsByItself() {
    adoption.cap(3, 1_000, 0);
    adoption.block(20);
    assertThat(adoption.allowance(19)).isZero();
    assertThat(adoption.fitsAt(0, 1)).isEqualTo(20);
    assertThat(adoption.allowance(20)).isEqualTo(3);
  }
}
