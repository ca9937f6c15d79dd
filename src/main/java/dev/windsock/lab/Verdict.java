package dev.windsock.lab;

import java.util.List;

/**
 * What the count says of one arrival.
 *
 * @param over whether it is refused
 * @param standings one per limit of the provider, in its order; never empty
 */
record Verdict(boolean over, List<Standing> standings) {
  Verdict {
    standings = List.copyOf(standings);
  }

  /** The limit that binds: the one broken, else the one with the least left. */
  Standing binding() {
    Standing binding = standings.get(0);
    for (Standing standing : standings) {
      boolean tighter =
          standing.over() == binding.over()
              ? standing.remaining() < binding.remaining()
              : standing.over();
      if (tighter) {
        binding = standing;
      }
    }
    return binding;
  }
}
