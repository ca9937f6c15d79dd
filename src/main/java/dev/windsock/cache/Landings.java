package dev.windsock.cache;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one step of a round made ready: first the listeners hear what changed, then the flights
 * land. What a caller makes of a new value must not be dropped by late news of it.
 */
final class Landings<V> {
  private final Levels<V> levels;
  private final List<String> changed = new ArrayList<>();
  private final List<Runnable> landings = new ArrayList<>();

  Landings(Levels<V> levels) {
    this.levels = levels;
  }

  /** Keeps an entry near, unless its id was invalidated meanwhile. */
  void keep(Seat<V> seat, Entry<V> entry) {
    if (levels.keep(seat.id(), entry, seat.stamp)) {
      changed.add(seat.id());
    }
  }

  void land(Seat<V> seat, @Nullable Cached<V> cached, @Nullable Throwable fault) {
    landings.add(() -> seat.flight.land(cached, fault));
  }

  void tell() {
    levels.tell(List.copyOf(changed));
    landings.forEach(Runnable::run);
  }
}
