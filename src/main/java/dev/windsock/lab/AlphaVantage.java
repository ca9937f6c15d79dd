package dev.windsock.lab;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Alpha Vantage news with scores: numbers in strings, times without a zone, and every limit as
 * status 200 with a text that repeats the key.
 */
final class AlphaVantage implements Simulator {
  private static final long DAY_MILLIS = 86_400_000;
  private static final int DAILY = 0;

  private final Companies companies;
  private final Feed feed;

  AlphaVantage(World world) {
    this.companies = world.companies();
    this.feed = world.feed("alpha_vantage", Feed.Style.NEWS, 90);
  }

  @Override
  public String id() {
    return "alpha_vantage";
  }

  @Override
  public List<Limit> limits() {
    return List.of(new Limit(25, DAY_MILLIS), new Limit(1, 1_000));
  }

  @Override
  public String client(Ask ask) {
    return ask.param("apikey");
  }

  @Override
  public String question(Ask ask) {
    return ask.param("tickers");
  }

  @Override
  public Reply answer(Ask ask, Verdict verdict) {
    if (!ask.path().equals("/query") || !ask.param("function").equals("NEWS_SENTIMENT")) {
      return said("Error Message", "This API function does not exist.");
    }
    if (client(ask).isEmpty()) {
      return said("Error Message", "the parameter apikey is invalid or missing.");
    }
    String ticker = ask.param("tickers");
    Company company = companies.bySymbol(ticker.substring(ticker.indexOf(':') + 1));
    if (company == null) {
      return said("Error Message", "Invalid inputs. Please refer to the API documentation.");
    }
    Long from = Stamps.parseCompact(ask.param("time_from"));
    int limit = ask.clamp("limit", 50, 1, 1000);
    List<Post> posts =
        feed.newest(
            company,
            from == null ? ask.nowMillis() - 7 * DAY_MILLIS : from,
            ask.nowMillis(),
            limit);
    return Reply.json(out -> write(out, ticker, posts));
  }

  @Override
  public Reply refuse(Ask ask, Verdict verdict) {
    String key = ask.param("apikey");
    boolean day = verdict.standings().get(DAILY).over();
    return said(
        "Information",
        day
            ? "We have detected your API key as "
                + key
                + " and our standard API rate limit is 25 requests per day."
            : "Thank you for using Alpha Vantage! Your key "
                + key
                + " is calling too fast; please spread your requests out (1 request per second).");
  }

  private static Reply said(String name, String text) {
    return Reply.json(
        out -> {
          out.writeStartObject();
          out.writeStringField(name, text);
          out.writeEndObject();
        });
  }

  private static void write(JsonGenerator out, String ticker, List<Post> posts) throws IOException {
    out.writeStartObject();
    out.writeStringField("items", Integer.toString(posts.size()));
    out.writeStringField("sentiment_score_definition", "x <= -0.35: Bearish; ...");
    out.writeStringField("relevance_score_definition", "0 < x <= 1");
    out.writeArrayFieldStart("feed");
    for (Post post : posts) {
      double score = score(post);
      out.writeStartObject();
      out.writeStringField("title", post.text());
      out.writeStringField("url", "https://example.com/" + Long.toString(post.key(), 36));
      out.writeStringField("time_published", Stamps.compact(post.millis()));
      out.writeArrayFieldStart("authors");
      out.writeString(post.authorName());
      out.writeEndArray();
      out.writeStringField("summary", post.detail());
      out.writeNullField("banner_image");
      out.writeStringField("source", "Example Wire");
      out.writeStringField("source_domain", "example.com");
      out.writeArrayFieldStart("topics");
      out.writeEndArray();
      out.writeNumberField("overall_sentiment_score", score);
      out.writeStringField("overall_sentiment_label", label(score));
      out.writeArrayFieldStart("ticker_sentiment");
      out.writeStartObject();
      out.writeStringField("ticker", ticker);
      out.writeStringField("relevance_score", "0.8");
      out.writeStringField("ticker_sentiment_score", String.format(Locale.ROOT, "%.6f", score));
      out.writeStringField("ticker_sentiment_label", label(score));
      out.writeEndObject();
      out.writeEndArray();
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  /** About what the headline says, −0.6 to 0.6. */
  static double score(Post post) {
    double noise = (post.any(12, 200) - 100) / 1000.0;
    return switch (post.stance()) {
      case BULLISH -> 0.5 + noise;
      case BEARISH -> -0.5 + noise;
      default -> noise;
    };
  }

  private static String label(double score) {
    if (Math.abs(score) < 0.15) {
      return "Neutral";
    }
    String direction = score > 0 ? "Bullish" : "Bearish";
    return Math.abs(score) < 0.35 ? "Somewhat-" + direction : direction;
  }
}
