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

  /**
   * As {@link #open(Set)}, where some of the lanes note each grant: after a kill too it is known
   * then what they granted.
   */
  default Future<Map<String, Past>> open(Set<String> lanes, Set<String> noting) {
    return open(lanes);
  }

  /**
   * Notes a grant of a lane that was opened as noting; durable once the future is done, and only
   * then may anybody use the grant.
   *
   * @param note what was granted
   * @param nowMillis the wall time
   * @param keptMillis for how long before now stamps matter
   */
  default Future<Void> note(String lane, Note note, long nowMillis, long keptMillis) {
    return Future.succeededFuture();
  }

  /**
   * A grant.
   *
   * @param stampMillis wall time by which its calls have arrived
   * @param grants how many
   */
  record Note(long stampMillis, long grants) {}

  /** Writes down what lanes granted, at the end of a run. */
  Future<Void> close(Map<String, List<Long>> stamps);

  /** Leaves the place where it is kept to another process. */
  default Future<Void> release() {
    return Future.succeededFuture();
  }
}
