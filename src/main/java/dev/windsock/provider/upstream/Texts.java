package dev.windsock.provider.upstream;

import dev.windsock.provider.Reply;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Small things done with texts of several sources. */
final class Texts {
  private static final int START = 600;

  private Texts() {}

  /** A headline and what follows it, both HTML, as one text; a repetition is left out. */
  static String join(String headline, @Nullable String more) {
    String title = HtmlText.of(headline);
    String body = more == null ? "" : HtmlText.of(more);
    return body.isEmpty() || body.equals(title) ? title : title + ". " + body;
  }

  /** The first few hundred characters of a body in lower case, to look for known words in. */
  static String start(Reply reply) {
    int length = Math.min(START, reply.body().length());
    return reply.body().getString(0, length, "ISO-8859-1").toLowerCase(Locale.ROOT);
  }
}
