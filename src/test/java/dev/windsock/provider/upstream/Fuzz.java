package dev.windsock.provider.upstream;

import dev.windsock.option.Secret;
import dev.windsock.provider.Ask;
import dev.windsock.provider.Ask.Access;
import dev.windsock.provider.Facts;
import dev.windsock.provider.Parsed;
import dev.windsock.provider.Reply;
import dev.windsock.provider.Upstream;
import dev.windsock.provider.upstream.Samples.Prelude;
import dev.windsock.provider.upstream.Samples.Sample;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.sentiment.Symbol;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Feeds a source answers that are nearly right: good ones with bytes changed, pieces cut out, put
 * in twice or taken from another source's answer, values swapped for what breaks careless readers.
 * What was read must make the next request without surprise too.
 */
final class Fuzz {
  private static final long NOON = 1_795_435_200_000L;
  private static final int MAX_LENGTH = 8_192;
  private static final String[] NASTY = {
    "null",
    "NaN",
    "-0",
    "1e999",
    "-1",
    "9223372036854775807",
    "9223372036854775808",
    "0.1e-400",
    "\"\"",
    "\"\\ud800\"",
    "\"\\udc00\\ud83d\"",
    "\"a\\r\\nX-Evil: 1\"",
    "\"\\u0000\"",
    "[]",
    "{}",
    "[[[[[[[[[[[[[[[[",
    "{\"a\":{\"a\":{\"a\":",
    "true",
    "\"2026-13-45T99:99:99Z\"",
    "\"+1000000000-01-01T00:00:00Z\"",
    "\"-999999999-01-01T00:00:00Z\"",
    "\"99999999T999999\"",
    "<!DOCTYPE a [<!ENTITY b \"c\">]>",
    "&b;",
    "&#0;",
    "&#xD800;",
    "<![CDATA[",
    "<a",
    "</item>",
    "\ufeff",
    "\u0000",
    "\\",
    "\"",
    ",",
    ":",
    "1111111111111111111111111111111111111111"
  };
  private static final String[] HEADERS = {
    "Link",
    "Retry-After",
    "Date",
    "ETag",
    "x-rate-limit-reset",
    "x-ratelimit-reset",
    "X-Ratelimit-Remaining",
    "x-ratelimit-remaining",
    "X-RateLimit-Reset",
    "Content-Type"
  };
  private static final int[] STATUSES = {200, 200, 200, 401, 402, 403, 404, 429, 500, 503};

  private final SplittableRandom random;
  private final List<byte[]> bodies;
  private long read;
  private long refused;

  Fuzz(long seed) {
    this.random = new SplittableRandom(seed);
    this.bodies =
        Samples.ALL.stream().map(sample -> sample.page().getBytes(StandardCharsets.UTF_8)).toList();
  }

  /** One input. Throws {@link AssertionError} for anything but posts, a refusal or a problem. */
  void feed(Sample sample) {
    Upstream upstream = sample.upstream();
    boolean preparing = !sample.preludes().isEmpty() && random.nextInt(8) == 0;
    Prelude prelude = preparing ? sample.preludes().get(0) : null;
    String good = prelude == null ? sample.page() : prelude.body();
    byte[] body = mutated(good.getBytes(StandardCharsets.UTF_8));
    Reply reply = reply(body, sample.type());
    Ask ask = ask();
    try {
      upstream.rate(reply, NOON);
      upstream.refusal(reply, NOON);
      if (prelude != null && upstream.preparation() != null) {
        upstream.preparation().parse(reply, ask);
      } else {
        follow(upstream, upstream.parse(reply, ask), ask);
      }
      read++;
    } catch (ProblemException e) {
      refused++;
      if (e.problem() != Problem.MALFORMED) {
        throw new AssertionError(upstream.id() + ": " + e.problem(), e);
      }
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(
          upstream.id() + " on " + new String(body, StandardCharsets.UTF_8), e);
    }
  }

  private static void follow(Upstream upstream, Parsed parsed, Ask ask) {
    if (parsed instanceof Parsed.Page page) {
      Ask onward =
          new Ask(
              ask.symbol(), ask.names(), page.cursor(), page.next(), NOON + 60_000, ask.access());
      if (String.valueOf(upstream.call(onward)).chars().anyMatch(c -> c < 0x20)) {
        throw new AssertionError(upstream.id() + " would send a control character");
      }
    }
  }

  private Ask ask() {
    String cursor =
        switch (random.nextInt(5)) {
          case 0 -> "1795435140";
          case 1 -> "2026-11-20";
          case 2 -> NASTY[random.nextInt(NASTY.length)];
          case 3 -> "117020593741189701";
          default -> null;
        };
    String symbol = random.nextInt(4) == 0 ? "BTC-USD" : "ACME";
    return new Ask(
        Symbol.parse(symbol),
        random.nextBoolean() ? List.of("Acme") : List.of(),
        cursor,
        null,
        NOON,
        new Access(
            Map.of("token", Secret.of("t"), "key", Secret.of("k")), Samples.SETTINGS, Facts.NONE));
  }

  private Reply reply(byte[] body, String type) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Content-Type", type);
    if (random.nextInt(4) == 0) {
      String name = HEADERS[random.nextInt(HEADERS.length)];
      headers.set(name, NASTY[random.nextInt(NASTY.length)]);
    }
    int status = STATUSES[random.nextInt(STATUSES.length)];
    return new Reply(status, headers, Buffer.buffer(body));
  }

  private byte[] mutated(byte[] good) {
    byte[] body = good;
    for (int times = 1 + random.nextInt(4); times > 0 && body.length > 0; times--) {
      int at = random.nextInt(body.length);
      int length = Math.min(body.length - at, 1 + random.nextInt(24));
      body =
          switch (random.nextInt(7)) {
            case 0 -> spliced(body, at, 1, new byte[] {(byte) random.nextInt(256)});
            case 1 -> spliced(body, at, length, new byte[0]);
            case 2 -> spliced(body, at, 0, slice(body, at, length));
            case 3 -> spliced(body, at, 0, nasty());
            case 4 -> value(body, at);
            case 5 -> spliced(body, at, length, foreign(length));
            default -> random.nextInt(4) == 0 ? slice(body, 0, at) : body;
          };
    }
    return body.length > MAX_LENGTH ? slice(body, 0, MAX_LENGTH) : body;
  }

  /** Replaces the JSON value or text after the next colon or bracket. */
  private byte[] value(byte[] body, int from) {
    for (int at = from; at < body.length; at++) {
      if (body[at] == ':' || body[at] == '>') {
        int end = at + 1;
        while (end < body.length && body[end] != ',' && body[end] != '}' && body[end] != '<') {
          end++;
        }
        return spliced(body, at + 1, end - at - 1, nasty());
      }
    }
    return body;
  }

  private byte[] nasty() {
    return NASTY[random.nextInt(NASTY.length)].getBytes(StandardCharsets.UTF_8);
  }

  private byte[] foreign(int length) {
    byte[] other = bodies.get(random.nextInt(bodies.size()));
    int at = random.nextInt(other.length);
    return slice(other, at, Math.min(length, other.length - at));
  }

  private static byte[] slice(byte[] body, int from, int length) {
    byte[] slice = new byte[length];
    System.arraycopy(body, from, slice, 0, length);
    return slice;
  }

  private static byte[] spliced(byte[] body, int at, int removed, byte[] put) {
    byte[] out = new byte[body.length - removed + put.length];
    System.arraycopy(body, 0, out, 0, at);
    System.arraycopy(put, 0, out, at, put.length);
    System.arraycopy(body, at + removed, out, at + put.length, body.length - at - removed);
    return out;
  }

  /** Inputs that could be read. */
  long read() {
    return read;
  }

  /** Inputs that were malformed. */
  long refused() {
    return refused;
  }
}
