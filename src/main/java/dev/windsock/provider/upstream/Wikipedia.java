package dev.windsock.provider.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windsock.provider.Ask;
import dev.windsock.provider.Call;
import dev.windsock.provider.Parsed;
import dev.windsock.provider.Post;
import dev.windsock.provider.Reply;
import dev.windsock.provider.Upstream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Wikipedia page views by day: attention, and nobody's opinion. The article is the one that {@code
 * settings} names for the symbol's code, else the one that is called as the symbol's best known
 * name. A day is there about a day late; until any is, the answer is 404. The cursor is the last
 * day seen, which is read again.
 */
final class Wikipedia implements Upstream {
  private static final String PATH =
      "/api/rest_v1/metrics/pageviews/per-article/en.wikipedia/all-access/user/";
  private static final int DAYS = 14;

  @Override
  public String id() {
    return "wikipedia";
  }

  @Override
  public List<String> requires() {
    return List.of("settings.contact");
  }

  @Override
  public @Nullable Call call(Ask ask) {
    String article = ask.setting(ask.symbol().code());
    if (article.isEmpty() && ask.names().isEmpty()) {
      return null;
    }
    String title = (article.isEmpty() ? ask.name() : article).replace(' ', '_');
    Long seen = Times.dayMillis(ask.cursor());
    long from = ask.nowMillis() - DAYS * Times.DAY_MILLIS;
    return Call.get(
        PATH
            + Call.encode(title)
            + "/daily/"
            + compact(seen == null ? from : Math.max(from, Math.min(seen, ask.nowMillis())))
            + "/"
            + compact(ask.nowMillis()));
  }

  private static String compact(long millis) {
    return Times.day(millis).replace("-", "");
  }

  @Override
  public Parsed parse(Reply reply, Ask ask) {
    List<Post> counts = new ArrayList<>();
    String newest = ask.cursor();
    for (JsonNode item : JsonBody.required(JsonBody.object(reply), "items")) {
      String stamp = JsonBody.text(item, "timestamp");
      Long views = JsonBody.number(item, "views");
      Long day =
          stamp == null || !stamp.matches("[0-9]{10}")
              ? null
              : Times.compactMillis(stamp.substring(0, 8) + "T" + "000000");
      if (day == null || views == null || day > ask.nowMillis()) {
        continue;
      }
      String name = Times.day(day);
      newest = newest == null || name.compareTo(newest) > 0 ? name : newest;
      counts.add(Post.count(name, day + Times.DAY_MILLIS - 1, views, null));
    }
    return new Parsed.Page(counts, null, newest);
  }
}
