/**
 * The HTTP door: routes, headers, problem documents and the first page.
 *
 * <p>{@link dev.windsock.http.HttpDoor} opens one server on several event loops and closes it
 * without failing a request. Each {@link dev.windsock.http.HttpVerticle} only wires: it is handed
 * finished objects and holds a server.
 *
 * <p>The way of a request: an answer that is at hand leaves at once ({@code Hits}: one look-up of
 * the URI, one of the answer, one write). Everything else passes {@code Gate} (is it well formed?),
 * gets a deadline that covers its body too, and goes through the router to one handler class per
 * resource. What fails, fails as {@code application/problem+json}: {@code Problems} is the only
 * table from {@link dev.windsock.sentiment.Problem} to HTTP status.
 *
 * <p>No caller can hold more than his share: {@code Watch} closes who drips a head, or a body that
 * is answered already; {@code Items} hands bodies on slice by slice, up to a number of items.
 *
 * <p>Nothing here is logged for each request; {@code windsock.http.requests{route,status}} counts
 * and times them. A symbol is never a tag.
 */
@NullMarked
package dev.windsock.http;

import org.jspecify.annotations.NullMarked;
