package dev.windsock.lab;

/** Puts an XML document together. */
final class Rss {
  private final StringBuilder out = new StringBuilder(16_384);

  Rss open(String root) {
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>").append(root);
    return this;
  }

  /** One element with escaped text. */
  Rss tag(String name, String text) {
    out.append('<').append(name).append('>').append(Markup.escape(text));
    out.append("</").append(name).append('>');
    return this;
  }

  Rss raw(String xml) {
    out.append(xml);
    return this;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
