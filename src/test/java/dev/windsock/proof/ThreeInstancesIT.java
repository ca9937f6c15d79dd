package dev.windsock.proof;

import org.junit.jupiter.api.Test;

/** The short form of {@link ThreeInstancesProofIT}, for every build. */
class ThreeInstancesIT {
  @Test
  void threeInstances_forEightSeconds_violateNoQuota() throws Exception {
    ThreeInstancesProofIT.prove(8, 0.25);
  }
}
