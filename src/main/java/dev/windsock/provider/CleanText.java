package dev.windsock.provider;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes what strangers wrote safe to carry: in keys, in JSON, in one line of a page. */
final class CleanText {
  private static final int MAX_TEXT = 20_000;
  private static final int MAX_ID = 120;
  private static final int MAX_URL = 2_048;
  private static final int AUTHOR_HASH_BYTES = 8;
  private static final int ID_HASH_BYTES = 16;

  private CleanText() {}

  /** Without control characters (they become spaces) and unpaired surrogates, and cut. */
  static String text(String raw) {
    String cut = raw.length() > MAX_TEXT ? raw.substring(0, MAX_TEXT) : raw;
    StringBuilder out = null;
    for (int i = 0; i < cut.length(); i++) {
      char c = cut.charAt(i);
      char replacement = c;
      if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 || c >= 0xfffe) {
        replacement = ' ';
      } else if (Character.isSurrogate(c)) {
        if (Character.isHighSurrogate(c)
            && i + 1 < cut.length()
            && Character.isLowSurrogate(cut.charAt(i + 1))) {
          if (out != null) {
            out.append(c).append(cut.charAt(i + 1));
          }
          i++;
          continue;
        }
        replacement = 0xfffd;
      }
      if (out == null && replacement != c) {
        out = new StringBuilder(cut.length()).append(cut, 0, i);
      }
      if (out != null) {
        out.append(replacement);
      }
    }
    return (out == null ? cut : out.toString()).strip();
  }

  /** An upstream's id as it is when it is short, else its hash. */
  static String id(String raw) {
    String clean = text(raw);
    return clean.length() <= MAX_ID ? clean : "sha256-" + hash(clean, ID_HASH_BYTES);
  }

  /** An absolute http or https address without credentials, or null. */
  static @Nullable String url(@Nullable String raw) {
    if (raw == null || raw.length() > MAX_URL) {
      return null;
    }
    try {
      URI uri = new URI(raw.strip());
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      boolean web = scheme.equals("http") || scheme.equals("https");
      return web && uri.getHost() != null && uri.getRawUserInfo() == null
          ? uri.toASCIIString()
          : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /** A short hash by which one author's posts are told from another's. */
  static @Nullable String author(String provider, @Nullable String name) {
    return name == null || name.isBlank() ? null : hash(provider + '\n' + name, AUTHOR_HASH_BYTES);
  }

  private static String hash(String text, int bytes) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
