/**
 * Text to number, and readings to an answer: pure functions.
 *
 * <p><b>A text is scored</b> by {@link dev.windsock.score.FinanceScorer}: {@code Tokenizer} cuts it
 * in one pass, {@code Names} marks the target's and others' names, {@code Lexicon} gives words and
 * phrases their roles, {@code Clauses} keeps what is about the target, {@code Rules}, {@code
 * Movements} and {@code Comparisons} read events (profit up, loss narrowed, 5 after 3) off the
 * roles, {@code Grams} lists words and pairs, and {@code Model} weighs both and turns their sums to
 * three probabilities by softmax. An {@code Analysis} holds all of that in arrays that are used
 * again. The lexicon is a text resource, the model a binary one that the program in {@code
 * src/train} writes.
 *
 * <p><b>Symbols are found</b> by {@link dev.windsock.score.CommonSymbols}, which is both the
 * directory of names and the resolver, and by {@link dev.windsock.score.LearnedSymbols}, which is
 * told of more while it runs. {@code MentionFinder} reads a text once, {@code Aliases} knows the
 * names, {@code EverydayWords} what is no name.
 *
 * <p><b>Readings are blended</b> by {@link dev.windsock.score.Blend}: {@code Pool} lays all posts
 * side by side and finds near-duplicates by {@link dev.windsock.score.SimHash}, {@code Moment}
 * weighs them at one instant, and the answer is written from that.
 *
 * <p>Everything here is immutable or confined to a call, so safe on any thread, reads no clock and
 * does no I/O but to load its resources once.
 */
@NullMarked
package dev.windsock.score;

import org.jspecify.annotations.NullMarked;
