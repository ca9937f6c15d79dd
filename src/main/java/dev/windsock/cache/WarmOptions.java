package dev.windsock.cache;

import dev.windsock.option.Check;
import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Symbol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * What is read ahead of the next question.
 *
 * @param symbols always, from the start on; made canonical
 * @param top so many of the most asked symbols as well
 * @param interval how often it is looked at; what will not be fresh at the next look is refreshed
 */
public record WarmOptions(List<String> symbols, long top, Duration interval) {
  private static final int MAX_SYMBOLS = 1_000;

  /** Nothing. */
  public static final WarmOptions NOTHING = new WarmOptions(List.of(), 0, Duration.ofMinutes(1));

  public WarmOptions {
    Check.range("symbols", symbols.size(), 0, MAX_SYMBOLS);
    LinkedHashSet<String> canonical = new LinkedHashSet<>();
    for (int i = 0; i < symbols.size(); i++) {
      try {
        canonical.add(Symbol.parse(symbols.get(i)).code());
      } catch (InvalidValueException e) {
        throw new InvalidValueException("symbols[" + i + "]", e.value(), e.allowed());
      }
    }
    symbols = List.copyOf(new ArrayList<>(canonical));
    Check.range("top", top, 0, Popularity.TRACKED / 2);
    Check.range("interval", interval, Duration.ofSeconds(1), Duration.ofHours(1));
  }
}
