package dev.windsock.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeysTest {
  private static final List<String> HOSTILE =
      List.of(
          "*",
          "?",
          "[a]",
          "{a}",
          "{0}",
          "}{",
          "a b",
          "a\r\nFLUSHALL\r\n",
          "a\0b",
          "",
          ":",
          "::",
          "\u212a", // Kelvin sign, normalizes to K
          "K",
          "\uff21\uff21\uff30\uff2c", // full-width AAPL
          "AAPL",
          "aapl",
          "\ud800",
          "\ud801",
          "?\ufffd",
          "caf\u00e9",
          "cafe\u0301",
          "h:0123456789abcdef0123456789abcdef",
          "x".repeat(200),
          "x".repeat(201),
          "x".repeat(65_536),
          "../../x",
          "a\\b");

  private final Keys keys = new Keys("ws", 1);

  @Test
  void key_hostileIds_areDistinctShortAndPlain() {
    Set<String> seen = new HashSet<>();
    for (String id : HOSTILE) {
      String key = keys.key("readings", "v", id);
      assertThat(key).matches("ws:v1:\\{0}:readings:v:[A-Za-z0-9._^+@:-]*").hasSizeLessThan(260);
      assertThat(seen.add(key)).as(key).isTrue();
    }
  }

  @Test
  void key_sameIdElsewhere_isAnotherKey() {
    assertThat(keys.key("a", "v", "*")).isNotEqualTo(keys.key("b", "v", "*"));
    String hashed = keys.key("a", "v", "*");
    String other = keys.key("b", "v", "*");
    assertThat(keys.idOf(hashed)).isNotEqualTo(keys.idOf(other));
    assertThat(keys.key("a:v", "v", "x")).isNotEqualTo(keys.key("a", "v", "v:x"));
    assertThat(new Keys("w2", 1).key("a", "v", "*")).doesNotEndWith(keys.idOf(hashed));
  }

  @Test
  void key_plainId_staysReadable() {
    assertThat(keys.key("readings", "v", "stocktwits:^GSPC:rules-1.0"))
        .isEqualTo("ws:v1:{0}:readings:v:stocktwits:^GSPC:rules-1.0");
    assertThat(keys.idOf("ws:v1:{0}:readings:v:stocktwits:^GSPC:rules-1.0"))
        .isEqualTo("stocktwits:^GSPC:rules-1.0");
  }

  @Test
  void key_severalBuckets_liesInItsIdsBucket() {
    Keys clustered = new Keys("ws", 16);
    Set<Integer> used = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      int bucket = clustered.bucketOf("id" + i);
      used.add(bucket);
      assertThat(clustered.key("c", "v", "id" + i)).startsWith("ws:v1:{" + bucket + "}:");
      assertThat(clustered.bucketKey(bucket, "log")).startsWith("ws:v1:{" + bucket + "}:");
    }
    assertThat(used).hasSize(16);
  }
}
