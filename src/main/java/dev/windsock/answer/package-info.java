/**
 * The question, start to finish: {@link dev.windsock.answer.Answers#ask} turns a question into
 * answers that are ready to send.
 *
 * <p>The way of one question:
 *
 * <ol>
 *   <li>An answer that was rendered before and still holds is given as it is: one look-up, no bus.
 *   <li>Else the readings of all its symbols and sources are taken from the cache in one call. What
 *       the cache misses is asked of the providers: one bus message for each provider, with all its
 *       symbols and what is left of the question's time.
 *   <li>The readings are blended, the answer is rendered once, and kept until the first of its
 *       readings is due or changes.
 * </ol>
 *
 * <p>The question's deadline is one instant for all of this ({@code Budget}): providers, replies,
 * readings and the past each end a little before the next, and what is not there by then is left
 * out. What was asked for goes on loading, for those who ask next.
 *
 * <p>Questions for the same answer that meet on the way share one load. A provider that does not
 * answer in time is missing from the answer ({@code timed_out}) and takes nothing else with it.
 *
 * <p>This package knows providers by id and address alone: which there are, their weights and how
 * long their readings hold comes in as {@link dev.windsock.answer.SourceOptions}.
 */
@NullMarked
package dev.windsock.answer;

import org.jspecify.annotations.NullMarked;
