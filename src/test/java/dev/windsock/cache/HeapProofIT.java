package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A million keys, and values of up to 30 MB, offered to a cache in a process with 256 MB: what is
 * kept stays within the budget that was given, by the heap's own count.
 */
@Tag("proof")
@Timeout(600)
class HeapProofIT {
  private static final int KEYS = Integer.getInteger("windsock.proof.keys", 1_000_000);

  @Test
  void near_aMillionKeysAndLargeValues_staysWithinItsBudget() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                classPath(),
                HeapLoad.class.getName(),
                Integer.toString(KEYS))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    List<String[]> lines =
        said.lines().map(line -> line.split(" ")).filter(parts -> parts.length == 5).toList();
    assertThat(lines).as(said).hasSize(4);
    for (String[] line : lines.subList(1, 4)) {
      long budget = Long.parseLong(line[1]);
      long counted = Long.parseLong(line[2]);
      long live = Long.parseLong(line[3]);
      System.out.printf(
          "near level of %s: budget %.1f MiB, counted %.1f MiB, on the heap %.1f MiB, %s entries%n",
          line[0], budget / 1048576.0, counted / 1048576.0, live / 1048576.0, line[4]);
      assertThat(counted).isLessThanOrEqualTo(budget);
      assertThat(live).isLessThan(budget + budget / 10);
    }
    for (String[] line : lines.subList(1, 3)) {
      long budget = Long.parseLong(line[1]);
      assertThat(Long.parseLong(line[3])).as(line[0]).isGreaterThan(budget - budget / 10);
    }
  }

  /** Of this process, however it was given it. */
  private static String classPath() {
    return HeapProofIT.class.getClassLoader() instanceof URLClassLoader loader
        ? Arrays.stream(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(":"))
        : System.getProperty("java.class.path");
  }
}
