package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.windsock.sentiment.Problem;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonCodecTest {
  record Inner(Object any) {}

  record Sample(
      Instant at,
      BigDecimal exact,
      Problem problem,
      Optional<String> some,
      Optional<String> none,
      Map<String, List<Duration>> nested,
      List<Inner> inners) {}

  private static Sample sample(Object any) {
    return new Sample(
        Instant.parse("2026-11-23T12:00:00.123456789Z"),
        new BigDecimal("12345678901234567890.123456789012345678900"),
        Problem.RATE_LIMITED,
        Optional.of("x"),
        Optional.empty(),
        Map.of("k", List.of(Duration.ofMillis(1))),
        List.of(new Inner("ok"), new Inner(any)));
  }

  @Test
  void decode_encoded_isExactlyTheSame() {
    JsonCodec<Sample> codec = new JsonCodec<>(Sample.class);
    Sample sample = sample("fine");
    Sample read = codec.decode(codec.encode(sample));
    assertThat(read).isEqualTo(sample);
    assertThat(read.exact().scale()).isEqualTo(21);
  }

  @Test
  void decode_untypedDecimal_staysExact() {
    JsonCodec<Object> codec = new JsonCodec<>(Object.class);
    Object read =
        codec.decode(codec.encode(Map.of("n", new BigDecimal("0.1000000000000000000001"))));
    assertThat(read).isEqualTo(Map.of("n", new BigDecimal("0.1000000000000000000001")));
  }

  @Test
  void encode_whatCannotBeWritten_namesTypeAndPath() {
    JsonCodec<Sample> codec = new JsonCodec<>(Sample.class);
    UnserializableException refused =
        catchThrowableOfType(
            UnserializableException.class, () -> codec.encode(sample(new Object())));
    assertThat(refused.type()).isEqualTo("Sample");
    assertThat(refused.path()).isEqualTo("inners[1].any");
    assertThat(refused).hasMessageContaining("inners[1].any");
  }

  record Deep(Map<String, List<Optional<Inner>>> byName) {}

  @Test
  void encode_deepInsideMapsAndLists_namesTheWholePath() {
    Deep deep =
        new Deep(
            Map.of(
                "posts", List.of(Optional.of(new Inner(1)), Optional.of(new Inner(new Object())))));
    UnserializableException refused =
        catchThrowableOfType(
            UnserializableException.class, () -> new JsonCodec<>(Deep.class).encode(deep));
    assertThat(refused.type()).isEqualTo("Deep");
    assertThat(refused.path()).startsWith("by_name.posts[1]").endsWith("any");
  }

  /** What a stranger may not send is still read back when it was stored. */
  @Test
  void decode_longNumbersTextsAndNesting_areReadBackWhole() {
    JsonCodec<Object> codec = new JsonCodec<>(Object.class);
    BigDecimal number = new BigDecimal("1".repeat(2_000) + "." + "3".repeat(2_000));
    assertThat(codec.decode(codec.encode(Map.of("n", number)))).isEqualTo(Map.of("n", number));
    String text = "x".repeat(3 << 20);
    assertThat(codec.decode(codec.encode(text))).isEqualTo(text);
    Object nested = "core";
    for (int i = 0; i < 400; i++) {
      nested = List.of(nested);
    }
    assertThat(codec.decode(codec.encode(nested))).isEqualTo(nested);
    for (int i = 0; i < 400; i++) {
      nested = List.of(nested);
    }
    Object tooDeep = nested;
    assertThat(
            catchThrowableOfType(UnserializableException.class, () -> codec.encode(tooDeep)).path())
        .isNotEmpty();
  }
}
