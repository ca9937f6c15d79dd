package dev.windsock.answer;

import dev.windsock.bus.Bus;
import dev.windsock.cache.Cache;
import dev.windsock.sentiment.Answer;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.Series;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;

/**
 * What answers are made with.
 *
 * @param readings the cache of readings
 * @param bus over which providers are asked
 * @param ensure deploys a provider's verticle unless it is; by the provider's id
 * @param history the past of symbols, one for each in their order; never fails
 * @param blender makes one answer of many readings
 * @param scorer what scores the posts; part of the readings' ids
 * @param clock the clock
 */
public record Wiring(
    Cache<Reading> readings,
    Bus bus,
    Function<String, Future<Void>> ensure,
    Function<List<String>, Future<List<Series>>> history,
    Blender blender,
    Answer.ScorerId scorer,
    Clock clock) {}
