package dev.windsock.lab;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The strict count of one provider: every client's arrivals in every window, and what was asked.
 * Thread-safe; holds at most {@value #MAX_CLIENTS} clients (the longest silent one goes, its counts
 * stay in the sums) and {@value #MAX_ASKED} different questions.
 */
final class Tally {
  static final int MAX_CLIENTS = 4096;
  static final int MAX_ASKED = 1000;

  private final List<Limit> limits;
  private final Map<String, List<Gate>> clients = new LinkedHashMap<>(16, 0.75f, true);
  private final LabReport.WindowCount[] departed;
  private final Map<String, Long> asked = new TreeMap<>();
  private final Map<String, Long> faults = new TreeMap<>();
  private final Map<Integer, Long> statuses = new TreeMap<>();
  private final Map<String, Integer> open = new HashMap<>();
  private long opened;
  private long peak;
  private long events;
  private long requests;
  private long refused;
  private long violations;

  Tally(List<Limit> limits) {
    this.limits = List.copyOf(limits);
    this.departed = new LabReport.WindowCount[limits.size()];
    for (int i = 0; i < departed.length; i++) {
      departed[i] = new LabReport.WindowCount(limits.get(i), 0, 0, 0, 0);
    }
  }

  /**
   * Counts an arrival.
   *
   * @param client who the provider takes the caller for: a token, or nothing for the address
   * @param question what it asked for
   * @param nanos monotonic time
   */
  synchronized Verdict arrive(String client, String question, long nanos, long wallMillis) {
    requests++;
    if (asked.size() < MAX_ASKED || asked.containsKey(question)) {
      asked.merge(question, 1L, Long::sum);
    }
    List<Gate> gates = clients.computeIfAbsent(client, ignored -> gates());
    if (clients.size() > MAX_CLIENTS) {
      forgetEldest();
    }
    boolean violation = false;
    boolean[] shut = new boolean[gates.size()];
    boolean over = false;
    for (int i = 0; i < shut.length; i++) {
      violation |= gates.get(i).arrive(nanos, wallMillis);
      shut[i] = !gates.get(i).open(nanos);
      over |= shut[i];
    }
    violations += violation ? 1 : 0;
    refused += over ? 1 : 0;
    List<Standing> standings = new ArrayList<>(shut.length);
    for (int i = 0; i < shut.length; i++) {
      if (!over) {
        gates.get(i).admit(nanos);
      }
      standings.add(gates.get(i).standing(nanos, shut[i]));
    }
    return new Verdict(over, standings);
  }

  synchronized void played(Fault.Kind kind) {
    faults.merge(kind.toString(), 1L, Long::sum);
  }

  synchronized void answered(int status) {
    statuses.merge(status, 1L, Long::sum);
  }

  synchronized void streamOpened(String client) {
    opened++;
    peak = Math.max(peak, open.merge(client, 1, Integer::sum));
  }

  synchronized void streamClosed(String client) {
    open.computeIfPresent(client, (who, count) -> count > 1 ? count - 1 : null);
  }

  synchronized void streamed() {
    events++;
  }

  synchronized long requests() {
    return requests;
  }

  synchronized int clients() {
    return clients.size();
  }

  synchronized LabReport.Provider report() {
    List<LabReport.WindowCount> windows = new ArrayList<>();
    for (int i = 0; i < limits.size(); i++) {
      ArrayDeque<Gate> same = new ArrayDeque<>();
      for (List<Gate> gates : clients.values()) {
        same.add(gates.get(i));
      }
      windows.add(plus(departed[i], Gate.total(limits.get(i), same)));
    }
    return new LabReport.Provider(
        requests,
        refused,
        violations,
        windows,
        new TreeMap<>(faults),
        new TreeMap<>(statuses),
        new TreeMap<>(asked),
        new LabReport.Streams(
            opened, open.values().stream().mapToLong(Integer::longValue).sum(), peak, events));
  }

  private List<Gate> gates() {
    return limits.stream().map(Gate::new).toList();
  }

  private void forgetEldest() {
    var eldest = clients.entrySet().iterator();
    List<Gate> gates = eldest.next().getValue();
    for (int i = 0; i < departed.length; i++) {
      departed[i] =
          plus(departed[i], Gate.total(limits.get(i), new ArrayDeque<>(List.of(gates.get(i)))));
    }
    eldest.remove();
  }

  private static LabReport.WindowCount plus(LabReport.WindowCount a, LabReport.WindowCount b) {
    return new LabReport.WindowCount(
        a.limit(),
        a.violations() + b.violations(),
        Math.max(a.peak(), b.peak()),
        a.alignedViolations() + b.alignedViolations(),
        Math.max(a.alignedPeak(), b.alignedPeak()));
  }
}
