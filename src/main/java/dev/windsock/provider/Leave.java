package dev.windsock.provider;

/**
 * What a guarded call may take.
 *
 * @param timeoutNanos the longest that all of it may take
 * @param sendByNanos on the clock: when it is not sent by then, its permit is void and it must not
 *     be sent
 */
record Leave(long timeoutNanos, long sendByNanos) {}
