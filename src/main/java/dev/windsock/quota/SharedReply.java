package dev.windsock.quota;

import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/**
 * What the script said; all times in µs of Redis.
 *
 * @param code 0 spent, 1 granted, 2 held, 3 blocked, 4 stale configuration, 5 to be configured
 *     first
 * @param calls granted
 * @param now when it decided
 * @param next from when the cost fits
 * @param block until when the upstream's refusal stands; past when none does
 * @param ledger which ledger it is
 * @param remaining grants left, for each window
 * @param leaves when the oldest grant leaves, for each window
 */
record SharedReply(
    int code,
    int calls,
    long now,
    long next,
    long block,
    String ledger,
    List<Long> remaining,
    List<Long> leaves) {
  static final int SPENT = 0;
  static final int GRANTED = 1;
  static final int HELD = 2;
  static final int BLOCKED = 3;
  static final int STALE = 4;
  static final int CONFIGURE = 5;

  private static final int FIXED = 6;

  /** Reads a reply of the script. */
  static SharedReply of(Response response) {
    List<Long> remaining = new ArrayList<>();
    List<Long> leaves = new ArrayList<>();
    for (int i = FIXED; i < response.size(); i += 2) {
      remaining.add(number(response, i));
      leaves.add(number(response, i + 1));
    }
    return new SharedReply(
        (int) number(response, 0),
        (int) number(response, 1),
        number(response, 2),
        number(response, 3),
        number(response, 4),
        response.get(5).toString(),
        List.copyOf(remaining),
        List.copyOf(leaves));
  }

  /** Whether the log must be moved over to the caller's configuration first. */
  static boolean asksToConfigure(Response response) {
    return number(response, 0) == CONFIGURE;
  }

  private static long number(Response response, int index) {
    Long number = response.get(index).toLong();
    if (number == null) {
      throw new IllegalStateException("the script's reply has no number at " + index);
    }
    return number;
  }
}
