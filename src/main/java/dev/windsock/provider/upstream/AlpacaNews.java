package dev.windsock.provider.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windsock.option.Secret;
import dev.windsock.provider.Ask;
import dev.windsock.provider.Call;
import dev.windsock.provider.Parsed;
import dev.windsock.provider.Post;
import dev.windsock.provider.RateDialect;
import dev.windsock.provider.RateSaid;
import dev.windsock.provider.Reply;
import dev.windsock.provider.Upstream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@link Alpaca}'s stream did not tell: {@code /v1beta1/news?start=&sort=asc}, all symbols, 50
 * articles a page, the next one by {@code page_token}. The start is inclusive.
 */
final class AlpacaNews implements Upstream {
  private static final int PAGE = 50;
  private static final RateDialect DIALECT =
      new RateDialect("X-RateLimit-Remaining", "X-RateLimit-Reset");

  @Override
  public String id() {
    return "alpaca";
  }

  @Override
  public Call call(Ask ask) {
    Instant start =
        Instant.EPOCH
            .plus(Math.max(0, ask.cursorNumber(0)), ChronoUnit.MICROS)
            .truncatedTo(ChronoUnit.SECONDS);
    List<String> query =
        new ArrayList<>(
            List.of("start", start.toString(), "sort", "asc", "limit", Integer.toString(PAGE)));
    if (ask.next() != null) {
      query.addAll(List.of("page_token", ask.next()));
    }
    Map<String, String> headers = new LinkedHashMap<>();
    header(headers, "APCA-API-KEY-ID", ask, "keyId");
    header(headers, "APCA-API-SECRET-KEY", ask, "secretKey");
    return new Call(Call.get("/v1beta1/news", query.toArray(new String[0])).target(), headers);
  }

  private static void header(Map<String, String> headers, String name, Ask ask, String credential) {
    Secret secret = ask.access().credentials().get(credential);
    if (secret != null && !secret.isEmpty()) {
      headers.put(name, secret.reveal());
    }
  }

  @Override
  public Parsed parse(Reply reply, Ask ask) {
    JsonNode root = JsonBody.object(reply);
    List<Post> posts = new ArrayList<>();
    for (JsonNode article : JsonBody.required(root, "news")) {
      Post post = Alpaca.post(article);
      if (post != null) {
        posts.add(post);
      }
    }
    String next = JsonBody.text(root, "next_page_token");
    return new Parsed.Page(posts, next == null || next.isEmpty() ? null : next, null);
  }

  @Override
  public RateSaid rate(Reply reply, long nowMillis) {
    return DIALECT.read(reply, nowMillis);
  }
}
