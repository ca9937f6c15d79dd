package dev.windsock.redis;

import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.RequestImpl;
import io.vertx.redis.client.impl.ZModem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which master of a cluster serves which slots. Immutable.
 *
 * @param ranges in no order
 */
record Layout(List<Range> ranges) {
  /** The slot of a command without a key. */
  static final int NO_KEY = -1;

  /** The slot of a command whose keys lie in several slots. */
  static final int SEVERAL = -2;

  static final int SLOTS = 16_384;

  /**
   * Slots in a row.
   *
   * @param from the first
   * @param to the last
   * @param master its endpoint
   */
  record Range(int from, int to, String master) {}

  Layout {
    ranges = List.copyOf(ranges);
  }

  /**
   * Reads the reply to CLUSTER SLOTS.
   *
   * @param asked the endpoint that was asked: a node that does not know its own address means that
   */
  static Layout of(Response slots, String asked) {
    List<Range> ranges = new ArrayList<>();
    for (Response range : slots) {
      Response master = range.get(2);
      String host = master.get(0) == null ? "" : master.get(0).toString();
      ranges.add(
          new Range(
              number(range.get(0)),
              number(range.get(1)),
              Endpoints.of(
                  host.isEmpty() || host.equals("?") ? Endpoints.host(asked) : host,
                  master.get(1).toString())));
    }
    return new Layout(ranges);
  }

  private static int number(Response response) {
    return Integer.parseInt(response.toString());
  }

  /** The masters that serve any slot. */
  Set<String> masters() {
    Set<String> masters = new LinkedHashSet<>();
    ranges.forEach(range -> masters.add(range.master()));
    return masters;
  }

  /** Who serves each slot. */
  String[] bySlot() {
    String[] masters = new String[SLOTS];
    for (Range range : ranges) {
      for (int slot = Math.max(0, range.from()); slot <= range.to() && slot < SLOTS; slot++) {
        masters[slot] = range.master();
      }
    }
    return masters;
  }

  /** The slot of a key. */
  static int slot(String key) {
    return ZModem.generate(key.getBytes(StandardCharsets.UTF_8));
  }

  /** The slot of a command's keys, or {@link #NO_KEY}, or {@link #SEVERAL}. */
  static int slot(Request request) {
    List<byte[]> keys = ((RequestImpl) request).keys();
    if (keys.isEmpty()) {
      return NO_KEY;
    }
    int slot = ZModem.generate(keys.get(0));
    for (int i = 1; i < keys.size(); i++) {
      if (ZModem.generate(keys.get(i)) != slot) {
        return SEVERAL;
      }
    }
    return slot;
  }
}
