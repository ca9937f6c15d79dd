/**
 * What happened and how it is: bounded usage per source, recent events, health, event-loop lag.
 *
 * <p>{@link dev.windsock.monitor.Usage} counts what each source is used for. It remembers at most
 * {@code monitor.maxSources} sources and none that was not used for {@code monitor.sourceTtl};
 * whatever is forgotten takes its meters along. {@link dev.windsock.monitor.Events} keeps the last
 * moves of breakers, of the link to Redis and of the configuration. {@link
 * dev.windsock.monitor.Health} asks the parts how they are, each within a time of its own. {@link
 * dev.windsock.monitor.MonitorVerticle} feeds the first two from the bus and measures the lag.
 */
@NullMarked
package dev.windsock.monitor;

import org.jspecify.annotations.NullMarked;
