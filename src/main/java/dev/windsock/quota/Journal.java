package dev.windsock.quota;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an instance remembers of its local lanes from one run to the next. */
interface Journal {
  /**
   * What is known of the run before.
   *
   * @param ran whether there was one
   * @param stamps what its lane had granted, as wall milliseconds by which the calls had arrived;
   *     null when that is not known
   */
  record Past(boolean ran, @Nullable List<Long> stamps) {
    static final Past FIRST = new Past(false, List.of());
    static final Past UNKNOWN = new Past(true, null);
  }

  /** Tells the past of lanes, and notes durably that from now on it is not known. */
  Future<Map<String, Past>> open(Set<String> lanes);

  /** Writes down what lanes granted, at the end of a run. */
  Future<Void> close(Map<String, List<Long>> stamps);
}
