package dev.windsock.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windsock.option.Secret;
import dev.windsock.provider.Ask;
import dev.windsock.provider.Ask.Access;
import dev.windsock.provider.Call;
import dev.windsock.provider.Facts;
import dev.windsock.provider.Parsed.Page;
import dev.windsock.provider.Post;
import dev.windsock.provider.Preparation;
import dev.windsock.provider.Reply;
import dev.windsock.provider.StreamEvent;
import dev.windsock.provider.StreamSource;
import dev.windsock.provider.Upstream;
import dev.windsock.provider.upstream.Samples.Prelude;
import dev.windsock.provider.upstream.Samples.Sample;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.sentiment.Symbol;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every value of every good answer, one at a time, replaced by what breaks careless readers. What
 * is read in spite of it is safe to keep and to send: no line break gets into a request, no half of
 * a character into a post or a cursor.
 */
class HostileValuesTest {
  static final List<Sample> SAMPLES = Samples.ALL;
  private static final long NOON = 1_795_435_200_000L;
  private static final String MARK = "@@hostile@@";
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
          .build();

  /** In the place of a JSON value, quotation marks included. */
  private static final List<String> IN_JSON =
      List.of(
          "null",
          "NaN",
          "-Infinity",
          "1e999",
          "-9223372036854775809",
          "123456789012345678901234567890",
          "0.1e-400",
          "true",
          "\"\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud83d\"",
          "\"1\\r\\nX-Evil: 1\\r\\n\\r\\n\"",
          "\"\\u0000\"",
          "\"\\u2028\\ufffe\"",
          "\"a b&c=d#e?f/../g\"",
          "\"https://u:p@169.254.169.254/latest\"",
          "\"javascript:alert(1)\"",
          "\"+1000000000-01-01T00:00:00Z\"",
          "\"-999999999-01-01T00:00:00Z\"",
          "\"" + "9".repeat(5_000) + "\"",
          "\"" + "x".repeat(30_000) + "\"",
          "[]",
          "{}",
          "[null,7,\"x\",{}]",
          "[".repeat(20_000) + "]".repeat(20_000));

  /** In the place of a text or an attribute. */
  private static final List<String> IN_XML =
      List.of(
          "",
          "&#xD800;",
          "&#0;",
          "\u0001",
          "\ufeff",
          "1&#13;&#10;X-Evil: 1",
          "&unknown;",
          "<![CDATA[",
          "<a><b>",
          "]]>",
          "javascript:alert(1)",
          "https://u:p@169.254.169.254/",
          "Mon, 99 Nov 2026 11:59:00 GMT",
          "+1000000000-01-01T00:00:00Z",
          "x".repeat(30_000));

  private static Ask ask(@Nullable String cursor, @Nullable String next, Facts facts) {
    Map<String, Secret> credentials = Map.of("token", Secret.of("t"), "key", Secret.of("k"));
    return new Ask(
        Symbol.parse("ACME"),
        List.of("Acme"),
        cursor,
        next,
        NOON,
        new Access(credentials, Samples.SETTINGS, facts));
  }

  private static Reply reply(Sample sample, String body) {
    return new Reply(
        200,
        MultiMap.caseInsensitiveMultiMap().add("Content-Type", sample.type()),
        Buffer.buffer(body));
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void parse_anyValueHostile_isMalformedOrSafe(Sample sample) throws Exception {
    Upstream upstream = sample.upstream();
    Ask ask = ask("1", null, Facts.NONE);
    int read = 0;
    for (String body : hostile(sample.page())) {
      Page page = tried(body, text -> page(upstream, reply(sample, text), ask));
      if (page != null) {
        read++;
        page.posts().forEach(HostileValuesTest::assertSafe);
        assertWhole(page.cursor());
        page.withdrawn().forEach(HostileValuesTest::assertWhole);
        assertSafe(upstream.call(ask(page.cursor(), page.next(), Facts.NONE)));
      }
    }
    assertThat(read).as("one strange value costs one post, seldom a page").isPositive();
  }

  private static @Nullable Page page(Upstream upstream, Reply reply, Ask ask) {
    return upstream.parse(reply, ask) instanceof Page page ? page : null;
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void prepare_anyValueHostile_isMalformedOrSafe(Sample sample) throws Exception {
    Preparation preparation = sample.upstream().preparation();
    assertThat(preparation == null).isEqualTo(sample.preludes().isEmpty());
    for (Prelude prelude : sample.preludes()) {
      for (String body : hostile(prelude.body())) {
        Reply reply = reply(sample, body);
        Facts facts =
            tried(
                body,
                text ->
                    Objects.requireNonNull(preparation).parse(reply, ask(null, null, Facts.NONE)));
        if (facts != null) {
          assertThat(facts.validFor()).isBetween(Duration.ofSeconds(1), Duration.ofDays(7));
          assertSafe(sample.upstream().call(ask(null, null, facts)));
        }
      }
    }
  }

  static List<StreamSource> streams() {
    return Streams.all();
  }

  @ParameterizedTest
  @MethodSource("streams")
  void stream_anyValueHostile_isMalformedOrSafe(StreamSource source) throws Exception {
    Map<String, Secret> credentials =
        Map.of("keyId", Secret.of("hush-id"), "secretKey", Secret.of("hush-key"));
    for (String message : Samples.messages(source)) {
      assertThat(source.parse(message)).as("%s says that", source.id()).isNotEmpty();
      for (String text : hostile(message)) {
        List<StreamEvent> events = tried(text, source::parse);
        for (StreamEvent event : events == null ? List.<StreamEvent>of() : events) {
          if (event instanceof StreamEvent.Posted posted) {
            assertSafe(posted.post());
            assertSafe(source.connect(posted.atMicros()));
          }
        }
        if (source.greets()) {
          tried(text, said -> source.greet(said, credentials));
        }
      }
    }
  }

  /** Null when it was refused as malformed, which is as good. */
  private static <T> @Nullable T tried(String body, Function<String, @Nullable T> parser) {
    try {
      return parser.apply(body);
    } catch (ProblemException e) {
      assertThat(e.problem()).isEqualTo(Problem.MALFORMED);
      assertThat(e.detail()).as("not a word of theirs").doesNotContain("Evil", "169.254", "xxx");
      return null;
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(body.substring(0, Math.min(2_000, body.length())), e);
    }
  }

  private static void assertSafe(Post post) {
    assertWhole(post.id());
    assertWhole(post.text());
    assertWhole(post.url());
    post.symbols().forEach(code -> assertThat(Symbol.parse(code).code()).isEqualTo(code));
    if (post.url() != null) {
      assertThat(post.url()).matches("https?://[^@/?#]+([/?#].*)?");
    }
    if (post.nativeScore() != null) {
      assertThat(post.nativeScore()).isBetween(-1.0, 1.0);
    }
  }

  /** Without control characters and halves of characters. */
  private static void assertWhole(@Nullable String text) {
    if (text != null) {
      assertThat(text.codePoints().noneMatch(HostileValuesTest::isBroken)).as(text).isTrue();
    }
  }

  private static boolean isBroken(int point) {
    return point < 0x20 || (point >= 0xd800 && point <= 0xdfff);
  }

  private static void assertSafe(@Nullable Call call) {
    if (call != null) {
      assertThat(call.target()).matches("/[\\x21-\\x7e]*");
      call.headers().forEach((name, value) -> assertThat(name + value).matches("[\\x20-\\x7e]*"));
      assertThat(call.form() == null || call.form().matches("[\\x21-\\x7e]*")).isTrue();
    }
  }

  private static List<String> hostile(String body) throws JsonProcessingException {
    return body.stripLeading().startsWith("<") ? inXml(body) : inJson(body);
  }

  private static List<String> inJson(String body) throws JsonProcessingException {
    List<String> bodies = new ArrayList<>();
    JsonNode root = JSON.readTree(body);
    marked(root, root, bodies);
    return bodies.stream()
        .flatMap(marked -> IN_JSON.stream().map(raw -> marked.replace('"' + MARK + '"', raw)))
        .toList();
  }

  /** The whole document, once for each value in it, with a mark in the place of that value. */
  private static void marked(JsonNode root, JsonNode node, List<String> bodies) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : List.copyOf(object.properties())) {
        object.put(field.getKey(), MARK);
        bodies.add(root.toString());
        object.set(field.getKey(), field.getValue());
        marked(root, field.getValue(), bodies);
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        JsonNode element = array.get(i);
        array.set(i, MARK);
        bodies.add(root.toString());
        array.set(i, element);
        marked(root, element, bodies);
      }
    }
  }

  private static final Pattern XML_VALUE = Pattern.compile("(?<=>)[^<]+(?=</)|(?<==\")[^\"]+");

  private static List<String> inXml(String body) {
    List<String> bodies = new ArrayList<>();
    Matcher value = XML_VALUE.matcher(body);
    while (value.find()) {
      for (String raw : IN_XML) {
        bodies.add(body.substring(0, value.start()) + raw + body.substring(value.end()));
      }
    }
    return bodies;
  }
}
