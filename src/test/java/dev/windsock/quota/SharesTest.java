package dev.windsock.quota;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a limit is divided. */
class SharesTest {
  @Test
  void of_limitThatLetsTheLocalShareGrow_isDividedWhole() {
    assertThat(Shares.local(20, 0.2, 4)).isEqualTo(1);
    assertThat(Shares.shared(20, 0.2, 4)).isEqualTo(16);
    assertThat(Shares.shared(16, 0.2, 4)).isEqualTo(16);
  }

  @Test
  void of_limitALittleLower_leavesTheSharedLaneNoMoreThanTheHigherDid() {
    assertThat(Shares.local(19, 0.2, 4)).isZero();
    assertThat(Shares.shared(19, 0.2, 4)).isEqualTo(16);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.05, 0.1, 0.2, 0.3, 1.0 / 3, 0.5, 0.7, 0.9, 0.99, 1})
  void of_everyLimit_bothSharesGrowWithItAndFitItTogether(double share) {
    for (int instances = 2; instances <= 64; instances++) {
      long local = 0;
      long shared = 0;
      for (int limit = 1; limit <= 2_000; limit++) {
        long nextLocal = Shares.local(limit, share, instances);
        long nextShared = Shares.shared(limit, share, instances);
        long together = nextShared + instances * nextLocal;
        if (nextLocal < local
            || nextShared < shared
            || together > limit
            || together <= limit - instances) {
          throw new AssertionError(
              "%d of %d instances: %d each, %d shared; before %d and %d"
                  .formatted(limit, instances, nextLocal, nextShared, local, shared));
        }
        local = nextLocal;
        shared = nextShared;
      }
    }
  }
}
