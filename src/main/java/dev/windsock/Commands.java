package dev.windsock;

import java.util.function.Supplier;

/**
 * What every command is given.
 *
 * @param services the rest of the project, built when a command first asks for it
 * @param terminal where to write
 * @param stopping when to stop
 */
record Commands(Supplier<Services> services, Terminal terminal, Stopping stopping) {}
