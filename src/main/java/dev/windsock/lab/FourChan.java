package dev.windsock.lab;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/**
 * 4chan's business board: one catalog, HTML comments, {@code Last-Modified} and 304, 503 for one
 * who asks too often.
 */
final class FourChan implements Simulator {
  private static final long HISTORY_MILLIS = 12 * 3_600_000L;
  private static final int POSTS = 400;
  private static final int IN_THREAD = 4;
  private static final int ON_PAGE = 15;

  /** The catalog is rendered anew so often, as the real one is. */
  private static final long RENDERED_MILLIS = 20_000;

  private final Companies companies;
  private final Feed feed;

  FourChan(World world) {
    this.companies = world.companies();
    this.feed = world.feed("fourchan", Feed.Style.CHAT, 60);
  }

  @Override
  public String id() {
    return "fourchan";
  }

  @Override
  public List<Limit> limits() {
    return List.of(new Limit(1, 1_000));
  }

  @Override
  public String question(Ask ask) {
    return ask.path();
  }

  @Override
  public Reply answer(Ask ask, Verdict verdict) {
    if (!ask.path().equals("/biz/catalog.json")) {
      return Reply.html(404, "404 Not Found");
    }
    long rendered = Math.floorDiv(ask.nowMillis(), RENDERED_MILLIS) * RENDERED_MILLIS;
    List<Post> posts = feed.newest(companies.known(), rendered - HISTORY_MILLIS, rendered, POSTS);
    long modified = posts.isEmpty() ? rendered : posts.get(0).millis();
    return Reply.json(out -> write(out, posts)).gzipped().modified(ask, modified);
  }

  @Override
  public Reply refuse(Ask ask, Verdict verdict) {
    return Reply.html(503, "Service Temporarily Unavailable");
  }

  private static void write(JsonGenerator out, List<Post> posts) throws IOException {
    out.writeStartArray();
    int page = 0;
    for (int from = 0; from < posts.size(); from += ON_PAGE * IN_THREAD) {
      out.writeStartObject();
      out.writeNumberField("page", ++page);
      out.writeArrayFieldStart("threads");
      int end = Math.min(posts.size(), from + ON_PAGE * IN_THREAD);
      for (int first = from; first < end; first += IN_THREAD) {
        thread(out, posts.subList(first, Math.min(end, first + IN_THREAD)));
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void thread(JsonGenerator out, List<Post> posts) throws IOException {
    Post first = posts.get(posts.size() - 1);
    out.writeStartObject();
    comment(out, first);
    out.writeStringField("sub", first.company().symbol() + " general");
    out.writeNumberField("replies", first.few(3, 90));
    out.writeNumberField("last_modified", posts.get(0).seconds());
    out.writeStringField("semantic_url", first.company().lowerSymbol() + "-general");
    out.writeArrayFieldStart("last_replies");
    for (int i = posts.size() - 2; i >= 0; i--) {
      out.writeStartObject();
      comment(out, posts.get(i));
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void comment(JsonGenerator out, Post post) throws IOException {
    out.writeNumberField("no", post.key());
    out.writeStringField("name", "Anonymous");
    out.writeStringField(
        "com", Markup.escape(post.text()).replace("'", "&#039;") + "<br>" + post.detail());
    out.writeNumberField("time", post.seconds());
  }
}
