package dev.windsock.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Google News' search feed: up to a hundred items, not strictly in order, the publisher in {@code
 * source} and after the last dash of the title. Counted per query.
 */
final class GoogleNews implements Simulator {
  private static final Pattern OPERATOR = Pattern.compile("\\b(when|after|before):(\\S+)");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");
  private static final Pattern WHEN = Pattern.compile("(\\d{1,4})([hdmy])");
  private static final String[] SOURCES = {
    "Example Wire", "Harbor Business Daily", "The Ledger Post", "Morning Tape", "Street Notes"
  };
  private static final int ITEMS = 100;
  private static final long HOUR_MILLIS = 3_600_000;

  private final Companies companies;
  private final Feed feed;

  GoogleNews(World world) {
    this.companies = world.companies();
    this.feed = world.feed("google_news", Feed.Style.NEWS, 120);
  }

  @Override
  public String id() {
    return "google_news";
  }

  @Override
  public List<Limit> limits() {
    return List.of(new Limit(1, 60_000));
  }

  @Override
  public String client(Ask ask) {
    return ask.param("q");
  }

  @Override
  public String question(Ask ask) {
    return ask.param("q");
  }

  @Override
  public Reply answer(Ask ask, Verdict verdict) {
    if (!ask.path().equals("/rss/search")) {
      return Reply.html(404, "Error 404 (Not Found)");
    }
    long from = ask.nowMillis() - 7 * 24 * HOUR_MILLIS;
    long to = ask.nowMillis();
    Matcher operator = OPERATOR.matcher(ask.param("q"));
    while (operator.find()) {
      Long day = Stamps.parseIso(operator.group(2));
      switch (operator.group(1)) {
        case "when" -> from = ask.nowMillis() - spanMillis(operator.group(2));
        case "after" -> from = day == null ? from : day;
        default -> to = day == null ? to : Math.min(to, day);
      }
    }
    Company company = companies.byName(subject(ask.param("q")));
    List<Post> posts =
        company == null ? List.of() : new ArrayList<>(feed.newest(company, from, to, ITEMS));
    long modified = posts.isEmpty() ? from : posts.get(0).millis();
    for (int i = 0; i + 1 < posts.size(); i += 4) {
      posts.set(i, posts.set(i + 1, posts.get(i)));
    }
    return Reply.of(200, "application/xml; charset=utf-8", render(ask, posts, modified))
        .gzipped()
        .modified(ask, modified);
  }

  @Override
  public Reply refuse(Ask ask, Verdict verdict) {
    return Reply.html(503, "Sorry... unusual traffic");
  }

  /** What the query is about: its quoted phrase, else its words without operators. */
  private static String subject(String query) {
    Matcher quoted = QUOTED.matcher(query);
    if (quoted.find()) {
      return quoted.group(1);
    }
    String words = OPERATOR.matcher(query).replaceAll("").strip();
    return words.endsWith(" stock") ? words.substring(0, words.length() - 6) : words;
  }

  private static long spanMillis(String when) {
    Matcher span = WHEN.matcher(when);
    if (!span.matches()) {
      return 7 * 24 * HOUR_MILLIS;
    }
    long hours =
        switch (span.group(2)) {
          case "h" -> 1;
          case "d" -> 24;
          case "m" -> 24 * 30;
          default -> 24 * 365;
        };
    return Long.parseLong(span.group(1)) * hours * HOUR_MILLIS;
  }

  private static String render(Ask ask, List<Post> posts, long modified) {
    String query = Markup.escape(ask.param("q"));
    Rss rss = new Rss();
    rss.open("<rss xmlns:media=\"http://search.yahoo.com/mrss/\" version=\"2.0\"><channel>")
        .tag("generator", "NFE/5.0")
        .raw("<title>&quot;" + query + "&quot; - Google News</title>")
        .raw("<link>https://news.google.com/search?q=" + query + "</link>")
        .tag("language", "en-US")
        .tag("lastBuildDate", Stamps.rfc1123(modified))
        .tag("description", "Google News");
    for (Post post : posts) {
      String guid = "CBMi" + Long.toString(post.key(), 36);
      String link = "https://news.google.com/rss/articles/" + guid + "?oc=5";
      String source = SOURCES[post.any(1, SOURCES.length)];
      String anchor =
          "<a href=\""
              + link
              + "\" target=\"_blank\">"
              + Markup.escape(post.text())
              + "</a>&nbsp;&nbsp;<font color=\"#6f6f6f\">"
              + source
              + "</font>";
      rss.raw("<item>")
          .tag("title", post.text() + " - " + source)
          .tag("link", link)
          .raw("<guid isPermaLink=\"false\">" + guid + "</guid>")
          .tag("pubDate", Stamps.rfc1123(post.millis()))
          .tag("description", anchor)
          .raw("<source url=\"https://example.com\">" + source + "</source></item>");
    }
    return rss.raw("</channel></rss>").toString();
  }
}
