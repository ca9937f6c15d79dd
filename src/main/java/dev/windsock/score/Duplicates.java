package dev.windsock.score;

import dev.windsock.sentiment.ScoredPost;
import java.util.Arrays;

/**
 * Clusters of near-duplicate fingerprints. Two fingerprints of 64 bits that differ in at most three
 * agree wholly in one of four bands of 16 bits, so candidates are found by look-up in four tables
 * rather than by comparing all pairs. The candidates tried per band are bounded: hostile
 * fingerprints cost time linear in their number, at worst a missed duplicate.
 *
 * <p>After G. Manku, A. Jain, A. Das Sarma, Detecting near-duplicates for web crawling, 2007.
 */
final class Duplicates {
  private static final int BANDS = 4;
  private static final int MAX_TRIED = 16;

  private Duplicates() {}

  /**
   * The cluster of each post: the index of an earlier one, in the given order, whose fingerprint
   * its own nearly equals, or else its own. A fingerprint of 0 stands alone, and no cluster holds
   * two opposite labels.
   *
   * @param labels of the posts, {@link ScoredPost#label}
   */
  static int[] clusters(long[] prints, int[] labels, int[] order, int maxBits) {
    int count = prints.length;
    int[] cluster = new int[count];
    int size = Integer.highestOneBit(Math.max(16, count)) * 4;
    int[] heads = new int[size * BANDS];
    int[] next = new int[count * BANDS];
    int[] label = labels.clone();
    Arrays.fill(heads, -1);
    for (int i : order) {
      cluster[i] = prints[i] == 0 ? i : find(prints, label, i, heads, next, size, maxBits);
      if (label[cluster[i]] == 0) {
        // The first that has a label gives it to all.
        label[cluster[i]] = label[i];
      }
      if (cluster[i] == i && prints[i] != 0) {
        for (int band = 0; band < BANDS; band++) {
          int slot = slot(prints[i], band, size);
          next[i * BANDS + band] = heads[slot];
          heads[slot] = i;
        }
      }
    }
    return cluster;
  }

  private static int find(
      long[] prints, int[] label, int i, int[] heads, int[] next, int size, int maxBits) {
    for (int band = 0; band < BANDS; band++) {
      int tried = 0;
      int j = heads[slot(prints[i], band, size)];
      while (j >= 0 && tried++ < MAX_TRIED) {
        boolean opposed = label[i] * label[j] < 0;
        if (!opposed && SimHash.distance(prints[i], prints[j]) <= maxBits) {
          return j;
        }
        j = next[j * BANDS + band];
      }
    }
    return i;
  }

  private static int slot(long print, int band, int size) {
    int bits = (int) (print >>> (band * 16)) & 0xffff;
    return band * size + ((bits * 0x9e3779b1) >>> 8) % size;
  }
}
