package dev.windsock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Dependencies point one way: a package imports only those that stand before it here. */
class PackageDirectionTest {
  private static final Path ROOT = Path.of("src/main/java/dev/windsock");
  private static final List<String> ORDER =
      List.of(
          "option",
          "sentiment",
          "time",
          "bus",
          "redis",
          "score",
          "cache",
          "history",
          "quota",
          "provider",
          "provider.upstream",
          "answer",
          "monitor",
          "http",
          "config",
          "lab",
          "");
  private static final Pattern USE = Pattern.compile("\\bdev\\.windsock\\.([a-z.]*[a-z])\\.[A-Z]");

  @Test
  void packages_importOnlyEarlierOnes() throws IOException {
    List<String> upward = new ArrayList<>();
    for (Path file : sources()) {
      String from = packageOf(file);
      assertThat(ORDER).as("the package of %s is in the order", file).contains(from);
      Matcher use = USE.matcher(Files.readString(file));
      while (use.find()) {
        String to = use.group(1);
        boolean lab = to.equals("lab") && !from.equals("lab") && !from.isEmpty();
        if (lab || ORDER.indexOf(to) > ORDER.indexOf(from)) {
          upward.add(file + " uses " + to);
        }
      }
    }
    assertThat(upward).isEmpty();
  }

  @Test
  void clock_isReadInOnePlaceOnly() throws IOException {
    Pattern reading =
        Pattern.compile(
            "System\\.(nanoTime|currentTimeMillis)|(Instant|LocalDate|LocalDateTime|ZonedDateTime)\\.now\\(\\)");
    List<Path> readers = new ArrayList<>();
    for (Path file : sources()) {
      if (reading.matcher(Files.readString(file)).find()) {
        readers.add(file.getFileName());
      }
    }
    assertThat(readers).containsExactly(Path.of("VertxClock.java"));
  }

  private static String packageOf(Path file) {
    return ROOT.relativize(file.getParent()).toString().replace('/', '.').replace('\\', '.');
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }
}
