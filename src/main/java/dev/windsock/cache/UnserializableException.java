package dev.windsock.cache;

import dev.windsock.option.InvalidValueException;

/** A value cannot be stored because a part of it cannot be written. Stackless. */
public final class UnserializableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String type;
  private final String path;

  /**
   * @param type the simple name of the value's class
   * @param path to the offending field, as in {@code posts[3].author}
   * @param reason why, in a few words
   */
  public UnserializableException(String type, String path, String reason) {
    super(
        "cannot store a "
            + type
            + ": at "
            + InvalidValueException.printable(path)
            + ": "
            + InvalidValueException.printable(reason),
        null,
        false,
        false);
    this.type = type;
    this.path = path;
  }

  /** The simple name of the value's class. */
  public String type() {
    return type;
  }

  /** The path to the offending field. */
  public String path() {
    return path;
  }
}
