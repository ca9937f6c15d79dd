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

  /** What a stream needs to be enabled; nothing for other ids. */
  static List<String> requires(String id) {
    return all().stream()
        .filter(source -> source.id().equals(id))
        .findFirst()
        .map(StreamSource::requires)
        .orElse(List.of());
  }

  /** Their ids. */
  public static List<String> ids() {
    return all().stream().map(StreamSource::id).toList();
  }
}
