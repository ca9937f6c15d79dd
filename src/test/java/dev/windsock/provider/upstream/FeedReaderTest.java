package dev.windsock.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windsock.provider.Reply;
import dev.windsock.sentiment.ProblemException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedReaderTest {
  private static List<FeedItem> read(String xml) {
    return FeedReader.read(new Reply(200, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer(xml)));
  }

  private static String rss(String item) {
    return "<rss version=\"2.0\"><channel><item>" + item + "</item></channel></rss>";
  }

  @Test
  void read_atom_takesEntries() {
    List<FeedItem> items =
        read(
            "<?xml version=\"1.0\"?><feed"
                + " xmlns=\"http://www.w3.org/2005/Atom\"><title>f</title><entry><author><name>ana</name></author><content"
                + " type=\"html\">&lt;p&gt;A &amp;amp; B&lt;/p&gt;</content><id>t1</id><link"
                + " rel=\"alternate\" href=\"https://example.com/1\"/>"
                + "<published>2026-11-23T13:00:00+01:00</published><title>Acme</title></entry></feed>");
    assertThat(items)
        .containsExactly(
            new FeedItem(
                "t1", "Acme", "A & B", "https://example.com/1", 1_795_435_200_000L, "ana", null));
  }

  @Test
  void read_markAndControlCharacters_areForgiven() {
    List<FeedItem> items =
        read(
            "\ufeff"
                + rss(
                    "<title>Ac\u0000me\u000b</title><guid>1</guid>"
                        + "<pubDate>23 Nov 2026 12:00 GMT</pubDate>"));
    assertThat(items).extracting(FeedItem::title).containsExactly("Acme");
  }

  @Test
  void read_latin1_isDecodedAsDeclared() {
    String xml =
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>"
            + rss("<title>Caf\u00e9</title><guid>1</guid><pubDate>2026-11-23T12:00:00Z</pubDate>");
    Reply reply =
        new Reply(
            200,
            MultiMap.caseInsensitiveMultiMap(),
            Buffer.buffer(xml.getBytes(StandardCharsets.ISO_8859_1)));
    assertThat(FeedReader.read(reply)).extracting(FeedItem::title).containsExactly("Caf\u00e9");
  }

  @Test
  void read_otherNamespacesTitle_isNotTheTitle() {
    List<FeedItem> items =
        read(
            "<rss xmlns:m=\"urn:m\"><channel><item><m:title>no</m:title><title>yes</title>"
                + "<guid>1</guid><pubDate>2026-11-23T12:00:00Z</pubDate></item></channel></rss>");
    assertThat(items).extracting(FeedItem::title).containsExactly("yes");
  }

  @Test
  void read_externalEntity_opensNoFile(@TempDir Path folder) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "do-not-read");
    String xml =
        "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY x SYSTEM \""
            + secret.toUri()
            + "\">]>"
            + rss("<title>&x;</title><guid>1</guid><pubDate>2026-11-23T12:00:00Z</pubDate>");
    assertThatThrownBy(() -> read(xml))
        .isInstanceOf(ProblemException.class)
        .hasMessageNotContaining("do-not-read");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<",
        "plain words",
        "<!doctype html><html><body><p>blocked</body></html>",
        "<html><body>blocked</body></html>",
        "<rss><channel><item><title>cut",
        "<rss><channel>&nowhere;</channel></rss>",
        "<!DOCTYPE r [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><rss>&b;</rss>",
        "<other/>"
      })
  void read_noFeed_isMalformed(String xml) {
    assertThatThrownBy(() -> read(xml)).isInstanceOf(ProblemException.class);
  }

  @Test
  void read_itemsWithoutDateOrId_arePassedOver() {
    assertThat(read(rss("<title>a</title><guid>1</guid>"))).isEmpty();
    assertThat(read(rss("<title>a</title><pubDate>2026-11-23T12:00:00Z</pubDate>"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Mon, 23 Nov 2026 12:00:00 GMT|1795435200000",
        "Mon, 23 Nov 2026 12:00:00 +0000|1795435200000",
        "Tue, 23 Nov 2026 12:00:00 GMT|1795435200000",
        "23 Nov 2026 07:00:00 -0500|1795435200000",
        "Mon, 23 Nov 2026 12:00:00 UT|1795435200000",
        "2026-11-23T12:00:00Z|1795435200000",
        "2026-11-23T13:00:00.000+01:00|1795435200000"
      })
  void millis_usualForms_areRead(String text, long millis) {
    assertThat(FeedDates.millis(text)).isEqualTo(millis);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "32 Nov 2026 12:00:00 GMT", "2026-11-23", "Mon,"})
  void millis_noDate_isNull(String text) {
    assertThat(FeedDates.millis(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "it&#39;s &lt;3 &amp; &#x1F680;|it's <3 & \uD83D\uDE80",
        "<p>one</p><p>two</p>|one  two",
        "a<b>b</b>c|abc",
        "1 < 2 and 3 > 2|1 < 2 and 3 > 2",
        "&nothing; & &#xD800; &#99999999;|&nothing; & &#xD800; &#99999999;",
        "cut <a href=|cut <a href="
      })
  void of_html_isText(String html, String text) {
    assertThat(HtmlText.of(html)).isEqualTo(text);
  }
}
