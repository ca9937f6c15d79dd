/**
 * The seam between the verticles: addresses, the records they carry, and how those travel.
 *
 * <p>Every address is a constant of {@link dev.windsock.bus.Addresses} with its one request and its
 * one reply record. Inside a process a record crosses as the same instance; between nodes of a
 * Vert.x cluster it crosses as JSON. A consumer also takes a {@code JsonObject} of the same shape
 * (snake case, RFC 3339 instants, ISO-8601 durations) and then replies with one, so a verticle that
 * knows none of these classes can take part:
 *
 * <pre>{@code
 * vertx.eventBus()
 *     .<JsonObject>request("windsock.sentiment.ask",
 *         new JsonObject().put("symbols", new JsonArray().add("AAPL")))
 *     .onSuccess(reply -> reply.body().getJsonArray("answers"));
 * }</pre>
 *
 * <p>Announcements are published as {@code JsonObject}s. A failure carries the {@link
 * dev.windsock.sentiment.Problem#failureCode() code} of its problem and a sentence.
 */
@NullMarked
package dev.windsock.bus;

import org.jspecify.annotations.NullMarked;
