package dev.windsock.answer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.windsock.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Rendered answers, bounded by bytes. An answer counts for as long as it is fresh and its symbol's
 * readings are what they were when it was made. Thread-safe; a look-up takes no lock and allocates
 * nothing.
 */
final class RenderedCache {
  /** What an entry costs besides its bytes: key, nodes, buffers, the answer's own objects. */
  private static final int OVERHEAD_BYTES = 1024;

  private record Entry(Rendered rendered, long stamp) {}

  private final Clock clock;
  private final Stamps stamps = new Stamps();
  private final Cache<AnswerKey, Entry> entries;

  RenderedCache(long maxBytes, Clock clock) {
    this.clock = clock;
    this.entries =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(maxBytes)
            .weigher(RenderedCache::weigh)
            .build();
  }

  private static int weigh(AnswerKey key, Entry entry) {
    var gzip = entry.rendered.gzip();
    // The answer's objects hold about what its JSON spells out, in twice the room.
    return OVERHEAD_BYTES + 3 * entry.rendered.body().length() + (gzip == null ? 0 : gzip.length());
  }

  @Nullable Rendered get(AnswerKey key) {
    Entry entry = entries.getIfPresent(key);
    return entry != null
            && entry.stamp == stamps.of(key.symbol())
            && clock.millis() < entry.rendered.freshUntilMillis()
        ? entry.rendered
        : null;
  }

  /** The symbol's present stamp, to be taken before what an answer is made of is trusted. */
  long stamp(String symbol) {
    return stamps.of(symbol);
  }

  void put(AnswerKey key, Rendered rendered, long stamp) {
    if (clock.millis() < rendered.freshUntilMillis()) {
      entries.put(key, new Entry(rendered.asHit(), stamp));
    }
  }

  void changed(String symbol) {
    stamps.bump(symbol);
  }

  void clear() {
    stamps.bumpAll();
    entries.invalidateAll();
  }
}
