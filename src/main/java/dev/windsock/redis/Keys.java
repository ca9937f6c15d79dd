package dev.windsock.redis;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Builds keys in which any text is safe: {@code ws:v1:{bucket}:<cache>:<kind>:<id>}.
 *
 * <p>A part that is plain ({@code [A-Za-z0-9._^+@-]}, in an id also colons between its parts)
 * stands as it is. Anything else (glob characters, braces, control characters, look-alikes,
 * over-long text) is replaced by {@code h:} and 128 bits of SHA-256 over namespace, cache, kind and
 * id together, so that two ids never share a key and no id reaches another cache's.
 *
 * <p>The bucket is a Redis Cluster hash tag: an entry, its lease and its log lie in one slot, which
 * keeps every script legal on a cluster. Immutable and thread-safe.
 */
public final class Keys {
  /** Ids longer than this are hashed. */
  public static final int MAX_ID_BYTES = 200;

  private static final int VERSION = 1;

  private final String prefix;
  private final int buckets;

  /**
   * @param namespace the first part of every key, as in {@code ws}
   * @param buckets 1 on a single server, 16 on a cluster
   */
  public Keys(String namespace, int buckets) {
    this.prefix = (plain(namespace) ? namespace : hash(namespace)) + ":v" + VERSION + ":";
    this.buckets = buckets;
  }

  /** The key of an entry. */
  public String key(String cache, String kind, String id) {
    String safeCache = plain(cache) ? cache : hash(prefix, cache);
    String safeKind = plain(kind) ? kind : hash(prefix, kind);
    String safeId = plainId(id) ? id : "h:" + hash(prefix, cache, kind, id);
    return prefix + "{" + bucketOf(id) + "}:" + safeCache + ":" + safeKind + ":" + safeId;
  }

  /** The key that belongs to a whole bucket, as its log. */
  public String bucketKey(int bucket, String name) {
    return prefix + "{" + bucket + "}:" + name;
  }

  /** The beginning of a glob that matches all keys of one kind; append one for the id. */
  public String pattern(String cache, String kind) {
    return pattern("*", cache, kind);
  }

  /** The same for the keys of one bucket. */
  public String pattern(int bucket, String cache, String kind) {
    return pattern(Integer.toString(bucket), cache, kind);
  }

  private String pattern(String bucket, String cache, String kind) {
    String safeCache = plain(cache) ? cache : hash(prefix, cache);
    String safeKind = plain(kind) ? kind : hash(prefix, kind);
    return prefix + "{" + bucket + "}:" + safeCache + ":" + safeKind + ":";
  }

  /** Whether a key is of one kind of one cache of this namespace. */
  public boolean isOf(String key, String cache, String kind) {
    int end = key.indexOf('}');
    return end > 0
        && key.startsWith(prefix + "{")
        && key.startsWith(pattern(cache, kind).substring(prefix.length() + 3), end + 1);
  }

  /** The id part of a key, as it stands there: of a hashed id its hash. */
  public String idOf(String key) {
    int at = key.indexOf('}') + 2;
    for (int parts = 0; parts < 2; parts++) {
      at = key.indexOf(':', at) + 1;
    }
    return key.substring(at);
  }

  /** Whether an id does not stand in its key as it is. */
  public boolean hashes(String id) {
    return !plainId(id);
  }

  /** In which bucket an entry's key lies. */
  public int bucketOf(String id) {
    return buckets == 1 ? 0 : Math.floorMod(id.hashCode(), buckets);
  }

  /** How many buckets there are. */
  public int buckets() {
    return buckets;
  }

  /** Whether text needs no hashing as a name. */
  static boolean plain(String text) {
    return !text.isEmpty() && text.length() <= MAX_ID_BYTES && onlyPlain(text, false);
  }

  /** Ids may also hold single colons between their parts; {@code h:} is kept for hashes. */
  private static boolean plainId(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_ID_BYTES
        && !text.startsWith("h:")
        && onlyPlain(text, true);
  }

  private static boolean onlyPlain(String text, boolean colons) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '.'
              || c == '_'
              || c == '-'
              || c == '^'
              || c == '+'
              || c == '@'
              || (colons && c == ':');
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  /**
   * 128 bits over the parts, each with its length: no two lists of parts run together. Over the
   * characters as they are: normalizing would make one of look-alikes, and any charset's encoder
   * one of all broken surrogates.
   */
  private static String hash(String... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 2 * part.length()).putInt(part.length());
        bytes.asCharBuffer().put(part);
        digest.update(bytes.rewind());
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
