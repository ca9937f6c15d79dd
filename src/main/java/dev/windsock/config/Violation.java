package dev.windsock.config;

import dev.windsock.option.InvalidValueException;
import java.util.regex.Pattern;

/**
 * One complaint about the configuration, fit to be shown: control characters are escaped and
 * secrets are not in it.
 *
 * @param key the key, or the file when it cannot be read at all
 * @param problem what is wrong with it
 * @param origin where it was written, as in {@code conf/windsock.yaml:12}
 * @param remedy what is allowed, or what was probably meant
 */
public record Violation(String key, String problem, String origin, String remedy) {
  private static final Pattern USER_INFO = Pattern.compile("//[^/@\\s]*@");

  public Violation {
    key = InvalidValueException.printable(key);
    problem = InvalidValueException.printable(problem);
  }

  static Violation notAllowed(Node node, String shown, String allowed) {
    return new Violation(
        node.path(),
        "'" + withoutUserInfo(shown) + "' is not allowed",
        node.origin(),
        "allowed: " + allowed);
  }

  /** Drops what stands before the {@code @} of a URL. */
  static String withoutUserInfo(String text) {
    return text.contains("//") ? USER_INFO.matcher(text).replaceAll("//****@") : text;
  }

  /** The complaint as one line: key, value, source, what is allowed. */
  @Override
  public String toString() {
    return key + ": " + problem + " (" + origin + "); " + remedy;
  }
}
