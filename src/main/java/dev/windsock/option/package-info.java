/**
 * What options and input are made of: {@link dev.windsock.option.InvalidValueException}, the one
 * complaint about a value from outside, and {@link dev.windsock.option.Secret}. JDK only.
 */
@NullMarked
package dev.windsock.option;

import org.jspecify.annotations.NullMarked;
