package dev.windsock.sentiment;

/**
 * A word or phrase that moved a score, in JSON the pair {@code ["beat estimates", 0.61]}.
 *
 * @param text the words, lower case
 * @param weight by how much they moved it, signed
 */
public record Term(String text, double weight) {}
