package dev.windsock.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A Lua script: one resource file, run by its SHA-1. Immutable.
 *
 * @param name the resource's name, for messages
 * @param source the Lua text
 * @param sha the SHA-1 of the text in hexadecimal, by which Redis knows it
 */
public record Script(String name, String source, String sha) {
  /** Loads a {@code .lua} resource that lies beside a class. */
  public static Script load(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name + " beside " + beside.getName());
      }
      byte[] source = in.readAllBytes();
      String sha = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(source));
      return new Script(name, new String(source, StandardCharsets.UTF_8), sha);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }
}
