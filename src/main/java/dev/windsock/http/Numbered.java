package dev.windsock.http;

import io.vertx.core.http.HttpHeaders;
import java.util.function.LongFunction;

/** Header values that differ by a small number, written down once. Immutable. */
final class Numbered {
  private static final int KNOWN = 1024;

  private final LongFunction<String> write;
  private final CharSequence[] known = new CharSequence[KNOWN];

  Numbered(LongFunction<String> write) {
    this.write = write;
    for (int i = 0; i < KNOWN; i++) {
      known[i] = HttpHeaders.createOptimized(write.apply(i));
    }
  }

  CharSequence of(long number) {
    return number >= 0 && number < KNOWN ? known[(int) number] : write.apply(number);
  }
}
