package dev.windsock.config;

import io.vertx.core.Future;
import io.vertx.core.file.FileSystem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How files stood at a look: equal when none was touched in between. Immutable.
 *
 * @param files what is known of each: path, size and time of the last change, links followed
 */
record Stamps(List<String> files) {
  /** Before the first look. */
  static final Stamps NONE = new Stamps(List.of());

  /** Looks at files. Never fails: a file that is not there is a state like any other. */
  static Future<Stamps> of(FileSystem fileSystem, Collection<Path> files) {
    List<Future<String>> stamps = new ArrayList<>();
    for (Path file : files.stream().sorted().toList()) {
      stamps.add(
          fileSystem
              .props(file.toString())
              .map(props -> file + "|" + props.size() + "|" + props.lastModifiedTime())
              .otherwise(file + "|none"));
    }
    return Future.join(stamps)
        .map(done -> new Stamps(stamps.stream().map(Future::result).collect(Collectors.toList())));
  }
}
