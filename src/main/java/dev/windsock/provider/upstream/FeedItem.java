package dev.windsock.provider.upstream;

import org.jspecify.annotations.Nullable;

/**
 * An item of an RSS feed or an entry of an Atom feed.
 *
 * @param id its guid or id, else its link
 * @param title plain text
 * @param body plain text of its description, summary or content; empty without one
 * @param link where it can be read, or null
 * @param publishedAtMillis wall time in ms
 * @param author its author, or null
 * @param source its publisher, or null
 */
record FeedItem(
    String id,
    String title,
    String body,
    @Nullable String link,
    long publishedAtMillis,
    @Nullable String author,
    @Nullable String source) {}
