/**
 * Windsock: the command line and the composition root.
 *
 * <p>{@link dev.windsock.Main} reads the command line; there is one class for each command. A
 * command that needs the service or a part of it asks the one {@code Services} for it, so that the
 * commands are tested without a service. Exit codes are those of {@code sysexits.h}: 0 done or
 * drained, 64 usage, 65 some of the input was no good, 66 no input, 69 nobody answers, 70 a fault
 * of our own, 78 a configuration that cannot be used.
 */
@NullMarked
package dev.windsock;

import org.jspecify.annotations.NullMarked;
