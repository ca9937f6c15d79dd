package dev.windsock.cache;

/** Hears nothing of what others changed or removed. */
record Deaf(Invalidations.Sink sink) implements Invalidations.Sink {
  @Override
  public void changed(String cache, String id) {}

  @Override
  public void removed(String cache, String id, long atMillis) {}

  @Override
  public void removedBy(String cache, Selection selection, boolean alone) {}

  @Override
  public void tagged(String cache, String tag, long atMillis) {}

  @Override
  public void gap() {}

  @Override
  public void lost() {}

  @Override
  public void caughtUp() {
    sink.caughtUp();
  }

  @Override
  public void marked(long number) {
    sink.marked(number);
  }
}
