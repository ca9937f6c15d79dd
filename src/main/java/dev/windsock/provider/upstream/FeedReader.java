package dev.windsock.provider.upstream;

import dev.windsock.provider.Reply;
import io.vertx.core.buffer.Buffer;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads RSS 2.0 and Atom with the JDK's StAX parser, which by default opens files and unfolds
 * entities at a document's word: here it does neither, and a document type ends the reading. What
 * feeds do get wrong (a byte order mark, control characters) is forgiven. Items without a date or
 * an id are passed over.
 */
final class FeedReader {
  private static final int MAX_ITEMS = 500;
  private static final int MAX_DEPTH = 64;
  private static final Pattern DECLARED =
      Pattern.compile("(?:charset|encoding)\\s*=\\s*[\"']?([A-Za-z0-9._-]{1,40})");

  private FeedReader() {}

  /** The items in the feed's order. Fails malformed for what is no feed. */
  static List<FeedItem> read(Reply reply) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    try {
      XMLStreamReader xml = factory.createXMLStreamReader(new StringReader(text(reply)));
      try {
        return items(xml);
      } finally {
        xml.close();
      }
    } catch (XMLStreamException e) {
      throw JsonBody.malformed("the feed is not XML, or cut short");
    }
  }

  private static List<FeedItem> items(XMLStreamReader xml) throws XMLStreamException {
    List<FeedItem> items = new ArrayList<>();
    Deque<String> path = new ArrayDeque<>();
    Map<String, String> item = null;
    int itemDepth = 0;
    StringBuilder text = new StringBuilder();
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
            throw JsonBody.malformed("the feed has a document type");
        case XMLStreamConstants.START_ELEMENT -> {
          path.push(name(xml));
          if (path.size() == 1 && !isFeed(path.peek())) {
            throw JsonBody.malformed("the answer is XML, but no feed");
          }
          if (path.size() > MAX_DEPTH) {
            throw JsonBody.malformed("the feed is too deep");
          }
          if (item == null && (path.peek().equals("item") || path.peek().equals("entry"))) {
            item = new HashMap<>();
            itemDepth = path.size();
          } else if (item != null && path.peek().equals("link")) {
            link(xml, item);
          }
          text.setLength(0);
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(xml.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          String name = path.pop();
          int depth = path.size() + 1;
          if (item != null && depth == itemDepth) {
            add(item, items);
            item = null;
          } else if (item != null && (depth == itemDepth + 1 || name.equals("name"))) {
            item.putIfAbsent(name, text.toString());
          }
          text.setLength(0);
        }
        default -> {
          // Comments and processing instructions say nothing.
        }
      }
    }
    return items;
  }

  /** Names of other namespaces keep their prefix, so that media:title is no title. */
  private static String name(XMLStreamReader xml) {
    String prefix = xml.getPrefix();
    return prefix == null || prefix.isEmpty() || prefix.equals("atom")
        ? xml.getLocalName()
        : prefix + ":" + xml.getLocalName();
  }

  private static boolean isFeed(@Nullable String root) {
    return "rss".equals(root) || "feed".equals(root) || "rdf:RDF".equals(root);
  }

  /** Atom has the address in an attribute; the alternate one is the page itself. */
  private static void link(XMLStreamReader xml, Map<String, String> item) {
    String href = xml.getAttributeValue(null, "href");
    String rel = xml.getAttributeValue(null, "rel");
    if (href != null && (rel == null || rel.equals("alternate"))) {
      item.putIfAbsent("href", href);
    }
  }

  private static void add(Map<String, String> item, List<FeedItem> items) {
    String link = first(item, "href", "link");
    String id = first(item, "guid", "id");
    String date = first(item, "pubDate", "published", "updated", "dc:date");
    Long published = FeedDates.millis(date);
    if (id == null) {
      id = link;
    }
    if (id == null || published == null || items.size() >= MAX_ITEMS) {
      return;
    }
    String title = first(item, "title");
    String body = first(item, "description", "summary", "content");
    items.add(
        new FeedItem(
            id,
            HtmlText.of(title == null ? "" : title),
            HtmlText.of(body == null ? "" : body),
            link,
            published,
            first(item, "name", "dc:creator", "author"),
            first(item, "source")));
  }

  private static @Nullable String first(Map<String, String> item, String... names) {
    for (String name : names) {
      String value = item.get(name);
      if (value != null && !value.isBlank()) {
        return value.strip();
      }
    }
    return null;
  }

  /** The body as characters that XML allows. */
  private static String text(Reply reply) {
    String raw = reply.body().toString(charset(reply));
    StringBuilder clean = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      boolean high =
          Character.isHighSurrogate(c)
              && i + 1 < raw.length()
              && Character.isLowSurrogate(raw.charAt(i + 1));
      if (high) {
        clean.append(c).append(raw.charAt(++i));
      } else if ((c >= 0x20 && c < 0xfffe && c != 0xfeff && !Character.isSurrogate(c))
          || c == '\n'
          || c == '\r'
          || c == '\t') {
        clean.append(c);
      }
    }
    return clean.toString().stripLeading();
  }

  private static Charset charset(Reply reply) {
    Buffer body = reply.body();
    String declared = declared(String.valueOf(reply.header("Content-Type")));
    if (declared == null) {
      int length = Math.min(200, body.length());
      declared = declared(body.getString(0, length, "ISO-8859-1"));
    }
    try {
      return declared == null ? StandardCharsets.UTF_8 : Charset.forName(declared);
    } catch (IllegalArgumentException e) {
      return StandardCharsets.UTF_8;
    }
  }

  private static @Nullable String declared(String text) {
    Matcher matcher = DECLARED.matcher(text);
    return matcher.find() ? matcher.group(1) : null;
  }
}
