package dev.windsock.monitor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which build this is. Immutable.
 *
 * @param version of Windsock
 * @param java the Java that runs it
 */
public record Build(String version, String java) {
  /** Read from the jar. */
  public static Build load() {
    Properties properties = new Properties();
    try (InputStream in = Build.class.getResourceAsStream("/windsock-build.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the jar's own build properties", e);
    }
    return new Build(
        properties.getProperty("version", "unknown"), String.valueOf(Runtime.version().feature()));
  }
}
