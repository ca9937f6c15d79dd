/**
 * The past: what readings showed, hour by hour, kept for five weeks, and the symbols that are being
 * talked about.
 *
 * <p>Readings are bounded and forget; answers want to know what is usual (the prior and the buzz),
 * what was before (the change), and how it went (the history). So every changed reading is cut into
 * hours ({@link dev.windsock.score.Hours}), and the hours are merged into the symbol's {@link
 * dev.windsock.sentiment.Series}: of each hour and source the account that saw more posts stands.
 * That merge gives the same outcome in any order and any number of times, so instances need no
 * agreement, and a reading that forgot its older posts takes nothing away.
 *
 * <p>The board has a row for each symbol, made of its series ({@link
 * dev.windsock.history.Ratings}). Figures hold at an instant: they are made anew whenever the
 * series grows and every five minutes, and a row that nobody could make anew for a quarter of an
 * hour is not shown.
 *
 * <p>Both are entries of the cache: bounded in memory, in Redis for all instances where there is
 * one. While it is away nothing is written, as what lies there is not known: the hours wait, within
 * bounds, show with what is near, as do the rows made of that, and are merged into what is there
 * when it is back. {@link dev.windsock.history.Recorder} takes notes on any thread and writes on
 * the verticle's; everything else is read-only.
 */
@NullMarked
package dev.windsock.history;

import org.jspecify.annotations.NullMarked;
