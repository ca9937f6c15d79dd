package dev.windsock.provider.upstream;

import dev.windsock.provider.StreamSource;
import java.util.List;

/** The table of all sources that stream. */
public final class Streams {
  private Streams() {}

  /** One of each, in the order of their ids. */
  public static List<StreamSource> all() {
    return List.of(new Alpaca(), new Bluesky());
  }
}
