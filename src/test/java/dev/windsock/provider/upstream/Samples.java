package dev.windsock.provider.upstream;

import dev.windsock.provider.StreamSource;
import dev.windsock.provider.Upstream;
import java.util.List;

/** One invented page for each source: two posts on ACME, and one without any. */
final class Samples {
  /** What is answered to what must be asked first. */
  record Prelude(String path, String body) {}

  /**
   * What a source answers.
   *
   * @param preludes what it is asked first
   */
  record Sample(Upstream upstream, String type, String page, String empty, List<Prelude> preludes) {
    Sample(Upstream upstream, String type, String page, String empty) {
      this(upstream, type, page, empty, List.of());
    }

    /** Whether its posts are opinions. */
    boolean isOpinion() {
      return !(upstream instanceof Wikipedia);
    }

    @Override
    public String toString() {
      return upstream.id();
    }
  }

  static final Sample STOCKTWITS =
      new Sample(
          new StockTwits(),
          "application/json",
          """
          {"response":{"status":200},"symbol":{"id":1,"symbol":"ACME"},
           "cursor":{"more":true,"since":660000002,"max":660000001},
           "messages":[
            {"id":660000002,"body":"$ACME it&#39;s a beat &amp; more","created_at":"2026-11-23T11:59:00Z",
             "user":{"id":7,"username":"ana","followers":56},"symbols":[{"id":1,"symbol":"ACME"}],
             "likes":{"total":3,"user_ids":[1]},"entities":{"sentiment":{"basic":"Bullish"}}},
            {"id":660000001,"body":"$ACME flat","created_at":"2026-11-23T11:58:00Z",
             "user":{"id":8,"username":"bo"},"symbols":[{"id":1,"symbol":"ACME"},{"symbol":"BTC.X"}],
             "entities":{"sentiment":null}}]}
          """,
          "{\"response\":{\"status\":200},\"cursor\":{\"more\":false},\"messages\":[]}");

  static final Sample HACKERNEWS =
      new Sample(
          new HackerNews(),
          "application/json; charset=utf-8",
          """
          {"hits":[
            {"objectID":"46000002","created_at_i":1795435140,"author":"ana","title":"Acme beats","url":null,
             "points":5,"num_comments":2,"story_text":null,"comment_text":null,"_tags":["story"]},
            {"objectID":"46000001","created_at_i":1795435080,"author":"bo","title":null,"points":null,
             "comment_text":"<p>I think Acme&#x27;s <i>new</i> product will miss","_tags":["comment"]}],
           "nbHits":2,"page":0,"nbPages":1,"hitsPerPage":100}
          """,
          "{\"hits\":[],\"nbHits\":0,\"page\":0,\"nbPages\":0,\"hitsPerPage\":100}");

  static final Sample TICKERTICK =
      new Sample(
          new TickerTick(),
          "application/json",
          """
          {"stories":[
            {"id":"6242802208828693749","title":"Acme beats","url":"https://example.com/a","site":"example.com",
             "time":1795435140000,"tags":["acme"],"similar_stories":[],"description":"It did."},
            {"id":"-7457146849426956238","title":"Acme opens a shop","url":"https://example.com/b",
             "site":"example.com","time":1795435080000,"tags":["acme","tsla"]}],
           "last_id":"-7457146849426956238"}
          """,
          "{\"stories\":[],\"last_id\":\"\"}");

  static final Sample YAHOO =
      new Sample(
          new Yahoo(),
          "application/rss+xml",
          """
          <?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>ACME</title>
          <item><title>Acme beats</title><description>Acme beat estimates.</description>
           <guid isPermaLink="false">5b0c-1</guid><link>https://example.com/1.html?.tsrc=rss</link>
           <pubDate>Mon, 23 Nov 2026 11:59:00 +0000</pubDate></item>
          <item><title>Acme opens a shop</title><guid isPermaLink="false">5b0c-2</guid>
           <link>https://example.com/2.html</link><pubDate>Mon, 23 Nov 2026 11:58:00 GMT</pubDate></item>
          </channel></rss>
          """,
          "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>t</title></channel></rss>");

  static final Sample GOOGLE =
      new Sample(
          new GoogleNews(),
          "application/xml; charset=UTF-8",
          """
          <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
          <rss xmlns:media="http://search.yahoo.com/mrss/" version="2.0"><channel><title>t</title>
          <item><title>Acme beats - Example Wire</title><link>https://example.com/rss/articles/x?oc=5</link>
           <guid isPermaLink="false">CBMiX</guid><pubDate>Mon, 23 Nov 2026 11:59:00 GMT</pubDate>
           <description>&lt;a href="https://example.com"&gt;Acme beats&lt;/a&gt;</description>
           <source url="https://example.com">Example Wire</source></item>
          <item><title>Shares of Acme rest - Example Times</title><link>https://example.com/y</link>
           <guid isPermaLink="false">CBMiY</guid><pubDate>Mon, 23 Nov 2026 11:58:00 GMT</pubDate>
           <source url="https://example.com">Example Times</source></item>
          </channel></rss>
          """,
          "<rss version=\"2.0\"><channel><title>t</title></channel></rss>");

  static final Sample SEC =
      new Sample(
          new Sec(),
          "application/json",
          """
          {"cik":"0000320193","name":"Acme Inc.","lei":null,"tickers":["ACME"],"filings":{"recent":{
            "accessionNumber":["0000320193-26-000010","0000320193-26-000009","0000320193-25-000001"],
            "filingDate":["2026-11-23","2026-11-23","2025-01-02"],"reportDate":["","",""],
            "acceptanceDateTime":["2026-11-23T11:59:00.000Z","2026-11-23T11:58:00.000Z",null],
            "form":["8-K","4","10-K"],"items":["2.02,9.01","",""],"isXBRLNumeric":[null,null,null],
            "primaryDocument":["a8k.htm","x.xml",""],
            "primaryDocDescription":["Acme beat its guidance","OWNERSHIP",null]},"files":[]}}
          """,
          """
          {"cik":"0000320193","name":"Acme Inc.","filings":{"recent":{"accessionNumber":[],"filingDate":[]},
           "files":[]}}
          """,
          List.of(
              new Prelude(
                  "/files/company_tickers.json",
                  "{\"0\":{\"cik_str\":320193,\"ticker\":\"ACME\",\"title\":\"Acme Inc.\"}}")));

  static final Sample FINNHUB =
      new Sample(
          new Finnhub(),
          "application/json",
          """
          [{"category":"company","datetime":1795435140,"headline":"Acme beats","id":7512002,"image":"",
            "related":"ACME","source":"Wire","summary":"Acme beat it.","url":"https://example.com/2"},
           {"category":"company","datetime":1795435080,"headline":"Acme opens a shop","id":7512001,
            "related":"ACME","source":"Wire","summary":"","url":"https://example.com/1"}]
          """,
          "[]");

  static final Sample MASSIVE =
      new Sample(
          new Massive(),
          "application/json",
          """
          {"status":"OK","request_id":"831a","count":2,"results":[
            {"id":"8ec7","publisher":{"name":"Wire"},"title":"Acme beats","author":"Ana",
             "published_utc":"2026-11-23T11:59:00Z","article_url":"https://example.com/a","tickers":["ACME"],
             "insights":[{"ticker":"ACME","sentiment":"positive","sentiment_reasoning":"beat"}]},
            {"id":"8ec6","publisher":{"name":"Wire"},"title":"Acme opens a shop",
             "published_utc":"2026-11-23T11:58:00Z","article_url":"https://example.com/b","tickers":["ACME"]}]}
          """,
          "{\"status\":\"OK\",\"request_id\":\"831b\",\"count\":0,\"results\":[]}");

  static final Sample REDDIT =
      new Sample(
          new Reddit(),
          "application/json",
          """
          {"kind":"Listing","data":{"after":null,"dist":2,"children":[
            {"kind":"t3","data":{"id":"1abc9","name":"t3_1abc9","subreddit":"stocks","title":"Acme beats",
             "selftext":"On both lines","author":"ana","created_utc":1795435140.0,"score":12,"num_comments":4,
             "permalink":"/r/stocks/comments/1abc9/x/","edited":false,"removed_by_category":null}},
            {"kind":"t3","data":{"id":"1abc8","name":"t3_1abc8","subreddit":"stocks","title":"Is Acme for me?",
             "selftext":"","author":"bo","created_utc":1795435080.0,"score":1,"num_comments":0,
             "permalink":"/r/stocks/comments/1abc8/x/","edited":1795435090.0,"removed_by_category":null}}]}}
          """,
          "{\"kind\":\"Listing\",\"data\":{\"after\":null,\"dist\":0,\"children\":[]}}",
          List.of(
              new Prelude(
                  "/api/v1/access_token",
                  "{\"access_token\":\"t0\",\"token_type\":\"bearer\",\"expires_in\":86400,\"scope\":\"*\"}")));

  static final Sample REDDIT_ATOM =
      new Sample(
          new RedditAtom(),
          "application/atom+xml; charset=UTF-8",
          """
          <?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>stocks</title>
          <entry><author><name>/u/ana</name></author>
           <content type="html">&lt;div class="md"&gt;&lt;p&gt;A beat&lt;/p&gt;&lt;/div&gt;</content>
           <id>t3_1abc9</id><link href="https://www.reddit.com/r/stocks/comments/1abc9/x/"/>
           <published>2026-11-23T11:59:00+00:00</published><title>Acme earnings</title></entry>
          <entry><author><name>/u/bo</name></author><id>t3_1abc8</id>
           <link href="https://www.reddit.com/r/stocks/comments/1abc8/x/"/>
           <updated>2026-11-23T11:58:00+00:00</updated><title>Is Acme for me?</title></entry></feed>
          """,
          "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>stocks</title></feed>");

  static final Sample X =
      new Sample(
          new X(),
          "application/json; charset=utf-8",
          """
          {"data":[
            {"id":"1992500000000000002","text":"$ACME beats &amp; more","author_id":"11","lang":"en",
             "created_at":"2026-11-23T11:59:00.000Z","public_metrics":{"retweet_count":2,"reply_count":1,
             "like_count":9,"quote_count":0,"impression_count":310}},
            {"id":"1992500000000000001","text":"$ACME flat","author_id":"12",
             "created_at":"2026-11-23T11:58:00.000Z"}],
           "includes":{"users":[{"id":"11","username":"ana","public_metrics":{"followers_count":120}}]},
           "errors":[{"title":"Not Found Error","type":"https://api.x.com/2/problems/resource-not-found"}],
           "meta":{"newest_id":"1992500000000000002","oldest_id":"1992500000000000001","result_count":2}}
          """,
          "{\"meta\":{\"result_count\":0}}");

  static final Sample ALPHA_VANTAGE =
      new Sample(
          new AlphaVantage(),
          "application/json",
          """
          {"items":"2","feed":[
            {"title":"Acme beats","url":"https://example.com/a","time_published":"20261123T115900",
             "authors":["Ana"],"summary":"s","source":"Wire","topics":[],"overall_sentiment_score":0.31,
             "ticker_sentiment":[{"ticker":"ACME","relevance_score":"0.8","ticker_sentiment_score":"0.33"},
              {"ticker":"CRYPTO:BTC","relevance_score":"0.1","ticker_sentiment_score":"0.1"}]},
            {"title":"Acme opens a shop","url":"https://example.com/b","time_published":"20261123T115800",
             "summary":"","source":"Wire","overall_sentiment_score":0,
             "ticker_sentiment":[{"ticker":"ACME","ticker_sentiment_score":"-0.0"}]}]}
          """,
          "{\"items\":\"0\",\"feed\":[]}");

  static final Sample MARKETAUX =
      new Sample(
          new Marketaux(),
          "application/json",
          """
          {"meta":{"found":2,"returned":2,"limit":3,"page":1},"data":[
            {"uuid":"cc12","title":"Acme beats","description":"d","url":"https://example.com/a",
             "language":"en","published_at":"2026-11-23T11:59:00.000000Z","source":"example.com",
             "entities":[{"symbol":"ACME","name":"Acme Inc","type":"equity","sentiment_score":0.42}]},
            {"uuid":"cc11","title":"Acme opens a shop","description":"d","url":"https://example.com/b",
             "language":"en","published_at":"2026-11-23T11:58:00.000000Z","source":"example.com",
             "entities":[{"symbol":"ACME","sentiment_score":null}]}]}
          """,
          "{\"meta\":{\"found\":0,\"returned\":0,\"limit\":3,\"page\":1},\"data\":[]}");

  static final Sample MASTODON =
      new Sample(
          new Mastodon(),
          "application/json; charset=utf-8",
          """
          [{"id":"117020593741189702","created_at":"2026-11-23T11:59:00.000Z","language":"en",
            "url":"https://example.social/@ana/2","content":"<p>a beat for <a href=\\"x\\">#<span>ACME</span></a></p>",
            "replies_count":0,"reblogs_count":1,"favourites_count":2,
            "account":{"acct":"ana","bot":false,"followers_count":10},"tags":[{"name":"acme"}]},
           {"id":"117020593741189701","created_at":"2026-11-23T11:58:00.000Z","language":null,
            "url":"https://example.social/@bo/1","content":"<p>#ACME</p>",
            "account":{"acct":"bo","bot":false},"tags":[]},
           {"id":"117020593741189700","created_at":"2026-11-23T11:57:00.000Z",
            "content":"<p>#ACME 12.3</p>","account":{"acct":"ticker","bot":true},"tags":[]}]
          """,
          "[]");

  static final Sample WIKIPEDIA =
      new Sample(
          new Wikipedia(),
          "application/json",
          """
          {"items":[
            {"project":"en.wikipedia","article":"Acme","granularity":"daily","timestamp":"2026112100",
             "access":"all-access","agent":"user","views":1200},
            {"project":"en.wikipedia","article":"Acme","granularity":"daily","timestamp":"2026112200",
             "access":"all-access","agent":"user","views":15321}]}
          """,
          "{\"items\":[]}");

  static final Sample GDELT =
      new Sample(
          new Gdelt(),
          "application/json; charset=utf-8",
          """
          {"articles": [ { "url": "https://example.com/a", "url_mobile": "", "title": "Acme\\'s quarter\tbeats all",
            "seendate": "20261123T115900Z", "domain": "example.com", "language": "English" },
           { "url": "https://example.com/b", "title": "Acme opens a shop", "seendate": "20261123T115800Z",
            "domain": "example.com", "language": "English" } ] }
          """,
          "{}");

  static final Sample FOURCHAN =
      new Sample(
          new FourChan(),
          "application/json",
          """
          [{"page":1,"threads":[
            {"no":1,"sub":"read me","com":"rules","time":1700000000,"sticky":1},
            {"no":59000001,"sub":"$ACME general","com":"it&#039;s <b>over</b><br>sell","time":1795435080,
             "replies":41,"last_replies":[
              {"no":59000042,"com":"&gt;a beat for $ACME","time":1795435140,"resto":59000001}]}]}]
          """,
          "[{\"page\":1,\"threads\":[]}]");

  static final List<Sample> ALL =
      List.of(
          ALPHA_VANTAGE,
          FINNHUB,
          FOURCHAN,
          GDELT,
          GOOGLE,
          HACKERNEWS,
          MARKETAUX,
          MASSIVE,
          MASTODON,
          REDDIT,
          REDDIT_ATOM,
          SEC,
          STOCKTWITS,
          TICKERTICK,
          WIKIPEDIA,
          X,
          YAHOO);

  private static final String ARTICLE =
      """
      {"T":"n","id":40432158,"headline":"Acme beats","summary":"By a lot.","author":"Ana",
       "created_at":"2026-11-23T11:59:00Z","updated_at":"2026-11-23T11:59:05Z",
       "url":"https://example.com/a","content":"","symbols":["ACME","BTCUSD"],"source":"benzinga"}
      """;

  private static final String COMMIT =
      """
      {"did":"did:plc:abc","time_us":1795435140123456,"cursor":12345,"kind":"commit","commit":{
       "rev":"3l3","operation":"%s","collection":"app.bsky.feed.post","rkey":"3l3qo3","cid":"bafy1"%s}}
      """;

  private static final String RECORD =
      ",\"record\":{\"$type\":\"app.bsky.feed.post\",\"text\":\"$ACME beats\","
          + "\"createdAt\":\"2026-11-23T11:59:00.123Z\",\"langs\":[\"en\"]}";

  /** What a stream says, each kind of message once. */
  static List<String> messages(StreamSource source) {
    return java.util.Objects.requireNonNull(MESSAGES.get(source.id()), source.id());
  }

  private static final java.util.Map<String, List<String>> MESSAGES =
      java.util.Map.of(
          "alpaca",
          List.of(
              "[" + ARTICLE + "]", "[{\"T\":\"error\",\"code\":406,\"msg\":\"connection limit\"}]"),
          "bluesky",
          List.of(COMMIT.formatted("create", RECORD), COMMIT.formatted("delete", "")));

  /** What every source may need to be told. */
  static final java.util.Map<String, String> SETTINGS =
      java.util.Map.of("contact", "ops@example.com", "subreddits", "stocks+investing");

  private Samples() {}
}
