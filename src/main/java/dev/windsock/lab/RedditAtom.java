package dev.windsock.lab;

import java.util.List;
import java.util.regex.Pattern;

/** Reddit's Atom feeds: no scores, about one request a minute, HTML with 403 for anything else. */
final class RedditAtom implements Simulator {
  private static final Pattern PATH = Pattern.compile("/r/[\\w+]{1,200}/(new|search)\\.rss");
  private static final long HISTORY_MILLIS = 30L * 86_400_000;

  private final Companies companies;
  private final Feed feed;

  RedditAtom(World world) {
    this.companies = world.companies();
    this.feed = world.feed("reddit", Feed.Style.CHAT, 250);
  }

  @Override
  public String id() {
    return "reddit_atom";
  }

  @Override
  public List<Limit> limits() {
    return List.of(new Limit(1, 60_000));
  }

  @Override
  public String question(Ask ask) {
    return ask.path() + " " + ask.param("q");
  }

  @Override
  public Reply answer(Ask ask, Verdict verdict) {
    if (!PATH.matcher(ask.path()).matches()) {
      return Reply.html(403, "Blocked");
    }
    boolean search = ask.path().endsWith("/search.rss");
    Company company =
        search
            ? companies.byName(ask.param("q").replace("$", "").replace("\"", ""))
            : companies.known().get(0);
    List<Post> posts =
        company == null
            ? List.of()
            : feed.newest(
                company,
                ask.nowMillis() - HISTORY_MILLIS,
                ask.nowMillis(),
                ask.clamp("limit", 25, 1, 100));
    return stamped(
        verdict, Reply.of(200, "application/atom+xml; charset=UTF-8", render(ask, posts)));
  }

  @Override
  public Reply refuse(Ask ask, Verdict verdict) {
    return stamped(verdict, Reply.html(429, "Too Many Requests"));
  }

  private static Reply stamped(Verdict verdict, Reply reply) {
    return reply
        .with("x-ratelimit-remaining", verdict.binding().remaining())
        .with("x-ratelimit-reset", verdict.binding().resetSeconds());
  }

  private static String render(Ask ask, List<Post> posts) {
    Rss atom = new Rss();
    atom.open("<feed xmlns=\"http://www.w3.org/2005/Atom\">")
        .tag("id", ask.path())
        .tag("title", "search results")
        .tag("updated", Stamps.iso(ask.nowMillis()));
    for (Post post : posts) {
      String id = Long.toString(post.key(), 36);
      atom.raw("<entry><author>")
          .tag("name", "/u/" + post.authorName())
          .raw("</author><content type=\"html\">")
          .raw(Markup.escape("<div class=\"md\"><p>" + Markup.escape(post.detail()) + "</p></div>"))
          .raw("</content>")
          .tag("id", "t3_" + id)
          .raw("<link href=\"https://www.reddit.com/r/stocks/comments/" + id + "/x/\"/>")
          .tag("updated", Stamps.iso(post.millis()))
          .tag("published", Stamps.iso(post.millis()))
          .tag("title", post.text())
          .raw("</entry>");
    }
    return atom.raw("</feed>").toString();
  }
}
