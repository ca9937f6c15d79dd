package dev.windsock.option;

import java.util.Locale;

/**
 * A value from outside (a symbol, a parameter, a configuration entry) that is not allowed. Carries
 * the three things a reader needs: what it is called, what was given, what is allowed. Stackless:
 * it describes input, not a fault of the program.
 */
public final class InvalidValueException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_SHOWN = 80;

  private final String name;
  private final String shown;
  private final String allowed;

  /**
   * @param name what the value is called where the user wrote it, as in {@code symbol} or {@code
   *     quotas[0].limit}
   * @param value what was given; shown in part and with control characters escaped
   * @param allowed what would have been accepted, as in {@code 1 to 4096}
   */
  public InvalidValueException(String name, Object value, String allowed) {
    this(name, printable(String.valueOf(value)), allowed, false);
  }

  private InvalidValueException(String name, String shown, String allowed, boolean ignored) {
    super(name + ": '" + shown + "' is not allowed; allowed: " + allowed);
    this.name = name;
    this.shown = shown;
    this.allowed = allowed;
  }

  /** The same complaint about a value that stands further down: {@code path + "." + name}. */
  public InvalidValueException under(String path) {
    return new InvalidValueException(
        name.startsWith("[") ? path + name : path + "." + name, shown, allowed, false);
  }

  /** What the value is called where the user wrote it. */
  public String name() {
    return name;
  }

  /** What was given: at most {@value #MAX_SHOWN} characters, control characters escaped. */
  public String value() {
    return shown;
  }

  /** What would have been accepted. */
  public String allowed() {
    return allowed;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }

  /**
   * Makes any text safe for one line of a message or log: control, format and unpaired surrogate
   * characters become {@code \}{@code uXXXX}, and what is longer than {@value #MAX_SHOWN}
   * characters is cut.
   */
  public static String printable(String text) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), MAX_SHOWN) + 8);
    for (int i = 0; i < text.length(); ) {
      if (out.length() >= MAX_SHOWN) {
        return out.append('…').toString();
      }
      int c = text.codePointAt(i);
      int type = Character.getType(c);
      if (type == Character.CONTROL
          || type == Character.FORMAT
          || type == Character.SURROGATE
          || type == Character.LINE_SEPARATOR
          || type == Character.PARAGRAPH_SEPARATOR) {
        out.append(String.format(Locale.ROOT, "\\u%04X", c));
      } else {
        out.appendCodePoint(c);
      }
      i += Character.charCount(c);
    }
    return out.toString();
  }
}
