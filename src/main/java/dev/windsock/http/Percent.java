package dev.windsock.http;

import dev.windsock.option.InvalidValueException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-decoding that refuses what is not UTF-8 or holds control characters. */
final class Percent {
  private static final String ALLOWED = "percent-encoded UTF-8 without control characters";

  private Percent() {}

  /**
   * Decodes one part of a URI.
   *
   * @param name what the part is called in the complaint
   * @param plus whether {@code +} is a space, as in a query
   */
  static String decode(String name, String text, boolean plus) {
    byte[] bytes = new byte[text.length()];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        boolean whole = i + 2 < text.length();
        int high = whole ? Character.digit(text.charAt(i + 1), 16) : -1;
        int low = whole ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw new InvalidValueException(name, text, ALLOWED);
        }
        bytes[length++] = (byte) (high << 4 | low);
        i += 2;
      } else if (c > 0x7e) {
        throw new InvalidValueException(name, text, ALLOWED);
      } else {
        bytes[length++] = (byte) (plus && c == '+' ? ' ' : c);
      }
    }
    String decoded = utf8(name, text, bytes, length);
    for (int i = 0; i < decoded.length(); i++) {
      if (Character.isISOControl(decoded.charAt(i))) {
        throw new InvalidValueException(name, text, ALLOWED);
      }
    }
    return decoded;
  }

  private static String utf8(String name, String text, byte[] bytes, int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new InvalidValueException(name, text, ALLOWED);
    }
  }
}
