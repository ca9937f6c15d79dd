package dev.windsock.cache;

import dev.windsock.bus.CacheMessages.CacheInvalidated;
import dev.windsock.cache.CacheStats.Count;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What other instances changed and removed, applied to the near level here. */
final class Remote implements Invalidations.Sink {
  private final Near near;
  private final Map<String, ReadThrough<?>> open;
  private final Removals removals;
  private final Hearing hearing;
  private final RedisTime time;
  private final int bucket;
  private final Consumer<CacheInvalidated> told;

  /**
   * @param bucket whose log is read
   * @param told hears of removals
   */
  Remote(
      Near near,
      Map<String, ReadThrough<?>> open,
      Removals removals,
      Hearing hearing,
      RedisTime time,
      int bucket,
      Consumer<CacheInvalidated> told) {
    this.near = near;
    this.open = open;
    this.removals = removals;
    this.hearing = hearing;
    this.time = time;
    this.bucket = bucket;
    this.told = told;
  }

  @Override
  public void changed(String cache, String id) {
    ReadThrough<?> opened = open.get(cache);
    if (opened != null) {
      opened.levels().suspect(id);
      opened.levels().tell(List.of(id));
    }
  }

  @Override
  public void removed(String cache, String id, long atMillis) {
    ReadThrough<?> opened = open.get(cache);
    if (opened != null) {
      opened.levels().owed.removed(id, time.toHere(atMillis));
      boolean known = opened.levels().drop(id);
      opened.levels().stats.add(Count.REMOVED_REMOTE, known ? 1 : 0);
      opened.levels().tell(List.of(id));
      told.accept(new CacheInvalidated(null, null, known ? 1 : 0, "remote"));
    }
  }

  @Override
  public void removedBy(String cache, Selection selection, boolean alone) {
    ReadThrough<?> opened = open.get(cache);
    // What is told on the log of every bucket, for the stores there, is heeded once.
    if (opened != null && (alone || bucket == 0)) {
      (alone
              ? removals.heard(opened.levels(), selection, bucket)
              : removals.heard(opened.levels(), selection))
          .onSuccess(
              removed ->
                  told.accept(
                      new CacheInvalidated(
                          selection.symbol(), selection.source(), removed, "remote")));
    }
  }

  @Override
  public void tagged(String cache, String tag, long atMillis) {
    ReadThrough<?> opened = open.get(cache);
    if (opened != null) {
      removals
          .tagRemotely(opened.levels(), tag, atMillis)
          .onSuccess(removed -> told.accept(new CacheInvalidated(null, null, removed, "remote")));
    }
  }

  @Override
  public void gap() {
    near.suspectAll();
    open.values().forEach(cache -> cache.levels().tellAll());
  }

  @Override
  public void lost() {
    hearing.lost();
  }

  @Override
  public void caughtUp() {
    hearing.caughtUp();
  }

  @Override
  public void marked(long number) {
    hearing.marked(number);
  }
}
