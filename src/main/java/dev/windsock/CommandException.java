package dev.windsock;

/** Why a command ends, in one line for the user. Stackless. */
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  static final int USAGE = 64;
  static final int BAD_INPUT = 65;
  static final int NO_INPUT = 66;
  static final int UNAVAILABLE = 69;
  static final int FAULT = 70;
  static final int BAD_CONFIG = 78;

  private final int exitCode;

  CommandException(int exitCode, String message) {
    super(message, null, false, false);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
