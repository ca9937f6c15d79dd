/**
 * The sources, one file each: how to ask them and how to read what they answer, nothing else.
 *
 * <p>To add one: write a class that implements {@link dev.windsock.provider.Upstream} here, list it
 * in {@link dev.windsock.provider.upstream.Upstreams}, give it a block under {@code providers} in
 * the configuration and a simulator in the lab. Deadline, quota, breaker, size caps, filtering,
 * scoring and caching are shared and need no word about it.
 *
 * <p>A source that streams implements {@link dev.windsock.provider.StreamSource} instead and is
 * listed in {@link dev.windsock.provider.upstream.Streams}; the rest is the same.
 *
 * <p>{@code FeedReader} reads RSS 2.0 and Atom, {@code JsonBody} reads JSON within limits, {@code
 * HtmlText} turns HTML into text. Everything is pure and safe on any thread.
 */
@NullMarked
package dev.windsock.provider.upstream;

import org.jspecify.annotations.NullMarked;
