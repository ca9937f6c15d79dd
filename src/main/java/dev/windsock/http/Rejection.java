package dev.windsock.http;

import dev.windsock.option.InvalidValueException;

/**
 * Why one item of a body was not taken.
 *
 * @param line its line, or its place in the array, counted from 1
 * @param path the member that does not fit
 * @param detail what is wrong
 * @param allowed what would have been accepted
 */
record Rejection(int line, String path, String detail, String allowed) {
  static Rejection of(int line, InvalidValueException why) {
    return new Rejection(line, why.name(), String.valueOf(why.getMessage()), why.allowed());
  }
}
