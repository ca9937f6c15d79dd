package dev.windsock.provider.upstream;

import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Symbol;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Canonical symbol codes as they are collected from an upstream's own spellings. Upstreams mark
 * coins, each in its way, so that a bare ticker is a share's.
 */
final class Codes {
  private static final int MAX = 50;

  private final List<String> codes = new ArrayList<>();

  /** Adds what is a symbol; anything else is passed over. */
  void add(@Nullable String spelling) {
    if (spelling == null || codes.size() >= MAX) {
      return;
    }
    try {
      String code = Symbol.listed(spelling).code();
      if (!codes.contains(code)) {
        codes.add(code);
      }
    } catch (InvalidValueException e) {
      // An upstream may well know symbols that we do not.
    }
  }

  List<String> all() {
    return codes;
  }
}
