package dev.windsock.cache;

import java.util.concurrent.atomic.AtomicBoolean;

/** Hears of the log only while a test lets it. */
record Muted(Invalidations.Sink sink, AtomicBoolean mute) implements Invalidations.Sink {
  private void hear(Runnable news) {
    if (!mute.get()) {
      news.run();
    }
  }

  @Override
  public void changed(String cache, String id) {
    hear(() -> sink.changed(cache, id));
  }

  @Override
  public void removed(String cache, String id, long atMillis) {
    hear(() -> sink.removed(cache, id, atMillis));
  }

  @Override
  public void removedBy(String cache, Selection selection, boolean alone) {
    hear(() -> sink.removedBy(cache, selection, alone));
  }

  @Override
  public void tagged(String cache, String tag, long atMillis) {
    hear(() -> sink.tagged(cache, tag, atMillis));
  }

  @Override
  public void gap() {
    hear(sink::gap);
  }

  @Override
  public void lost() {
    sink.lost();
  }

  @Override
  public void caughtUp() {
    hear(sink::caughtUp);
  }

  @Override
  public void marked(long number) {
    hear(() -> sink.marked(number));
  }
}
