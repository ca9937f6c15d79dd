package dev.windsock.option;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A value that must not be seen: its text form is a mask, so that no log, error or dump of a record
 * can show it by accident. Immutable and safe on any thread.
 */
public final class Secret {
  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  /** Wraps a value; white space around it (the newline of a secrets file) is dropped. */
  public static Secret of(String value) {
    return new Secret(value.strip());
  }

  /** The value itself, for the one place that sends it. */
  public String reveal() {
    return value;
  }

  /** Whether there is nothing in it. */
  public boolean isEmpty() {
    return value.isEmpty();
  }

  /** Equal in a time that does not tell where a guess went wrong. */
  public boolean matches(String guess) {
    return MessageDigest.isEqual(
        guess.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
  }

  /** 64 bits of SHA-256 in hexadecimal: tells credentials apart in keys without naming them. */
  public String fingerprint() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && matches(secret.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "****";
  }
}
