package dev.windsock.provider.upstream;

import dev.windsock.provider.Upstream;
import java.util.List;

/** One invented page for each source: two posts on ACME, and one without any. */
final class Samples {
  /** What a source answers. */
  record Sample(Upstream upstream, String type, String page, String empty) {
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

  static final List<Sample> ALL = List.of(GOOGLE, HACKERNEWS, STOCKTWITS, TICKERTICK, YAHOO);

  private Samples() {}
}
