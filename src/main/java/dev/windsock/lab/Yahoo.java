package dev.windsock.lab;

import java.util.ArrayList;
import java.util.List;

/** Yahoo Finance's headline feed: RSS 2.0, twenty items, several symbols in one question. */
final class Yahoo implements Simulator {
  private static final int ITEMS = 20;
  private static final long HISTORY_MILLIS = 7L * 86_400_000;

  private final Companies companies;
  private final Feed feed;

  Yahoo(World world) {
    this.companies = world.companies();
    this.feed = world.feed("yahoo", Feed.Style.NEWS, 90);
  }

  @Override
  public String id() {
    return "yahoo";
  }

  @Override
  public List<Limit> limits() {
    return List.of(new Limit(1, 10_000));
  }

  @Override
  public String question(Ask ask) {
    return ask.param("s");
  }

  @Override
  public Reply answer(Ask ask, Verdict verdict) {
    if (!ask.path().equals("/rss/2.0/headline")) {
      return Reply.html(404, "Not Found");
    }
    // Agents that do not look like a browser are turned away, quota or not.
    if (!ask.header("User-Agent").startsWith("Mozilla/5.0")) {
      return refuse(ask, verdict);
    }
    List<Company> about = new ArrayList<>();
    for (String symbol : ask.param("s").split(",")) {
      Company company = companies.bySymbol(symbol.strip());
      if (company != null && about.size() < ITEMS) {
        about.add(company);
      }
    }
    List<Post> posts =
        about.isEmpty()
            ? List.of()
            : feed.newest(about, ask.nowMillis() - HISTORY_MILLIS, ask.nowMillis(), ITEMS);
    long modified = posts.isEmpty() ? ask.nowMillis() - HISTORY_MILLIS : posts.get(0).millis();
    return Reply.of(200, "application/rss+xml; charset=utf-8", render(ask, posts, modified))
        .gzipped()
        .modified(ask, modified);
  }

  @Override
  public Reply refuse(Ask ask, Verdict verdict) {
    return Reply.of(429, "text/html", "Too Many Requests\r\n");
  }

  private static String render(Ask ask, List<Post> posts, long modified) {
    Rss rss = new Rss();
    String symbols = ask.param("s");
    rss.open("<rss version=\"2.0\"><channel>")
        .tag("copyright", "Copyright (c) simulated")
        .tag("description", "Latest Financial News for " + symbols)
        .tag("language", "en-US")
        .tag("lastBuildDate", rfc822(modified))
        .tag("link", "http://finance.yahoo.com/q/h?s=" + symbols)
        .tag("title", "Yahoo! Finance: " + symbols + " News");
    for (Post post : posts) {
      String slug = Long.toString(post.key(), 36);
      rss.raw("<item>")
          .tag("description", post.detail())
          .raw("<guid isPermaLink=\"false\">" + slug + "</guid>")
          .tag("link", "https://finance.yahoo.com/news/" + slug + ".html?.tsrc=rss")
          .tag("pubDate", rfc822(post.millis()))
          .tag("title", post.text())
          .raw("</item>");
    }
    return rss.raw("</channel></rss>").toString();
  }

  private static String rfc822(long millis) {
    return Stamps.rfc1123(millis).replace("GMT", "+0000");
  }
}
