package dev.windsock.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.score.SymbolDirectory.Listing;
import dev.windsock.sentiment.Symbol;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How often a symbol that is found is meant, and one that is meant is found. */
class TickerProbesTest {
  private static final double LEAST_PRECISION = .98;
  private static final double LEAST_RECALL = .85;

  record Probe(Set<String> meant, String text) {}

  private static List<String> lines(String resource, String separator) throws IOException {
    try (InputStream in = TickerProbesTest.class.getResourceAsStream(resource)) {
      String all = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return all.lines().filter(line -> !line.startsWith("#") && line.contains(separator)).toList();
    }
  }

  private static List<Probe> probes(String resource) throws IOException {
    return lines(resource, " | ").stream()
        .map(line -> line.split(" \\| ", 2))
        .map(part -> new Probe(codes(part[0]), part[1]))
        .toList();
  }

  private static Set<String> codes(String text) {
    return text.equals("-") ? Set.of() : Set.of(text.split(" "));
  }

  /** Prints the ratios and what is wrong. */
  private static void judge(String resource, SymbolResolver resolver, int atLeast)
      throws IOException {
    List<Probe> probes = probes(resource);
    int right = 0;
    int found = 0;
    int meant = 0;
    for (Probe probe : probes) {
      Set<String> codes =
          resolver.resolve(probe.text).stream()
              .map(mention -> mention.symbol().code())
              .collect(Collectors.toCollection(TreeSet::new));
      meant += probe.meant.size();
      found += codes.size();
      if (!codes.equals(probe.meant)) {
        System.out.printf("  %s for %s in: %s%n", codes, probe.meant, probe.text);
      }
      codes.retainAll(probe.meant);
      right += codes.size();
    }
    double precision = right / (double) found;
    double recall = right / (double) meant;
    System.out.printf(
        "%s: %d sentences, precision %.3f (%d of %d), recall %.3f (%d of %d)%n",
        resource, probes.size(), precision, right, found, recall, right, meant);
    assertThat(probes).hasSizeGreaterThanOrEqualTo(atLeast);
    assertThat(precision).isGreaterThanOrEqualTo(LEAST_PRECISION);
    assertThat(recall).isGreaterThanOrEqualTo(LEAST_RECALL);
  }

  @Test
  void resolve_wordsThatAreTickers_isRightInNearlyAllThatItFinds() throws IOException {
    judge("tickers.txt", CommonSymbols.load(), 300);
  }

  @Test
  void resolve_learnedNamesThatAreWords_isRightInNearlyAllThatItFinds() throws IOException {
    LearnedSymbols symbols = new LearnedSymbols(CommonSymbols.load());
    symbols.learn(
        lines("learned.txt", "= ").stream()
            .map(line -> line.split(" ", 3))
            .map(part -> new Listing(Symbol.listed(part[1]), part[2]))
            .toList());
    judge("learned.txt", symbols, 80);
  }
}
