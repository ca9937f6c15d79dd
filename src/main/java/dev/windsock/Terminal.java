package dev.windsock;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where the commands write.
 *
 * @param out for results
 * @param err for complaints and progress
 * @param outIsTerminal whether somebody looks at {@code out}: then there may be colours
 * @param errIsTerminal whether somebody looks at {@code err}: then there may be a progress bar
 * @param variables the process's environment
 */
record Terminal(
    PrintStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    Map<String, String> variables) {

  /** This process's. */
  static Terminal system() {
    return new Terminal(
        stream(FileDescriptor.out, isTerminal("out", 1)),
        stream(FileDescriptor.err, true),
        isTerminal("out", 1),
        isTerminal("err", 2),
        System.getenv());
  }

  /** In UTF-8 whatever the locale; flushed line by line only where somebody reads along. */
  private static PrintStream stream(FileDescriptor descriptor, boolean lines) {
    FileOutputStream file = new FileOutputStream(descriptor);
    return new PrintStream(new BufferedOutputStream(file, 1 << 16), lines, StandardCharsets.UTF_8);
  }

  /** The launcher knows; without it the kernel is asked. */
  static boolean isTerminal(String name, int descriptor) {
    String told = System.getProperty("windsock.terminal");
    if (told != null) {
      return told.contains(name);
    }
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** Whether colours are wanted. */
  boolean colours() {
    return outIsTerminal && variables.getOrDefault("NO_COLOR", "").isEmpty();
  }
}
