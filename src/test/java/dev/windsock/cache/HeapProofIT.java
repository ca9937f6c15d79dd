package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A million keys, and values of up to 30 MB, offered to a cache in a process with 256 MB: what is
 * kept stays within the budget that was given, by the heap's own count.
 */
@Tag("proof")
@Timeout(600)
class HeapProofIT {
  @ParameterizedTest
  @CsvSource({"texts, 1000000, 0.9", "readings, 100000, 0.9", "large, 400, 0.5"})
  void near_farMoreThanItMayKeep_staysWithinItsBudgetAndUsesIt(String what, int keys, double part)
      throws Exception {
    String said = offer(what, keys);
    String[] line =
        said.lines()
            .map(text -> text.split(" "))
            .filter(parts -> parts.length == 5 && parts[0].equals(what))
            .findFirst()
            .orElseThrow(() -> new AssertionError(said));
    long budget = Long.parseLong(line[1]);
    long counted = Long.parseLong(line[2]);
    long live = Long.parseLong(line[3]);
    System.out.printf(
        "near level of %d %s: budget %.1f MiB, counted %.1f MiB, on the heap %.1f MiB, %s entries%n",
        keys, what, budget / 1048576.0, counted / 1048576.0, live / 1048576.0, line[4]);
    assertThat(counted).isLessThanOrEqualTo(budget);
    assertThat(live).isBetween((long) (budget * part), budget + budget / 10);
  }

  private static String offer(String what, int keys) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                classPath(),
                HeapLoad.class.getName(),
                what,
                Integer.toString(keys))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  /** Of this process, however it was given it. */
  private static String classPath() {
    return HeapProofIT.class.getClassLoader() instanceof URLClassLoader loader
        ? Arrays.stream(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(":"))
        : System.getProperty("java.class.path");
  }
}
