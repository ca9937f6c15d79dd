package dev.windsock.lab;

/**
 * Random choices that are functions of what they are about: 64-bit mixing after Stafford's variant
 * 13 (as in SplittableRandom), so that nothing needs to be remembered.
 */
final class Dice {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private Dice() {}

  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** One throw for two things. */
  static long roll(long a, long b) {
    return mix(mix(a + GOLDEN) + b * GOLDEN);
  }

  /** One throw for a text. */
  static long roll(long a, String text) {
    long h = a;
    for (int i = 0; i < text.length(); i++) {
      h = h * 31 + text.charAt(i);
    }
    return roll(a, h);
  }

  /** The throw as a fraction in [0, 1). */
  static double unit(long roll) {
    return (roll >>> 11) * 0x1p-53;
  }

  /** The throw as one of {@code n} faces. */
  static int face(long roll, int n) {
    return (int) Math.floorMod(roll >>> 8, (long) n);
  }
}
