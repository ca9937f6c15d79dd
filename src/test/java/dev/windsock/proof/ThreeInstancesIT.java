package dev.windsock.proof;

import org.junit.jupiter.api.Test;

/**
 * The short form of {@link ThreeInstancesProofIT}, for every build: its shortest window leaves a
 * busy machine a second for the way of a call.
 */
class ThreeInstancesIT {
  @Test
  void threeInstances_forEightSeconds_violateNoQuota() throws Exception {
    ThreeInstancesProofIT.prove(8, 0.2, 4_000);
  }
}
