package dev.windsock.cache;

import dev.windsock.option.InvalidValueException;
import java.util.List;

/** What tags may be. Pure. */
final class Tags {
  /** The most tags of one entry. */
  static final int MAX = 16;

  /** The longest tag, in characters. */
  static final int MAX_LENGTH = 200;

  private static final int ENTRY_BYTES = 56;

  private Tags() {}

  /** The tags, copied. */
  static List<String> checked(List<String> tags) {
    if (tags.isEmpty()) {
      return List.of();
    }
    if (tags.size() > MAX) {
      throw new InvalidValueException("tags", tags.size() + " tags", "at most " + MAX);
    }
    tags.forEach(Tags::check);
    return List.copyOf(tags);
  }

  /** Refuses what cannot be a tag. */
  static void check(String tag) {
    if (tag == null || tag.isEmpty() || tag.length() > MAX_LENGTH) {
      throw new InvalidValueException(
          "tags", tag == null ? "null" : tag, "texts of 1 to " + MAX_LENGTH + " characters");
    }
  }

  /** About what they take of the heap. */
  static long heapBytes(List<String> tags) {
    long bytes = 0;
    for (String tag : tags) {
      bytes += ENTRY_BYTES + tag.length();
    }
    return bytes;
  }
}
