package dev.windsock.provider;

import dev.windsock.bus.Bus;
import dev.windsock.quota.QuotaClient;
import dev.windsock.score.Scorer;
import dev.windsock.score.SymbolDirectory;
import dev.windsock.score.SymbolResolver;
import dev.windsock.time.Clock;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * What every provider works with.
 *
 * @param clock the time
 * @param bus the seam to the other verticles
 * @param quota where permits come from
 * @param scorer text to number
 * @param directory the names of symbols
 * @param resolver finds symbols in texts
 * @param meters where figures go
 */
public record ProviderParts(
    Clock clock,
    Bus bus,
    QuotaClient quota,
    Scorer scorer,
    SymbolDirectory directory,
    SymbolResolver resolver,
    MeterRegistry meters) {}
