package dev.windsock.http;

import dev.windsock.answer.Answers;
import dev.windsock.bus.Bus;
import dev.windsock.history.Histories;
import dev.windsock.quota.ClientLimit;
import dev.windsock.score.Scorer;
import dev.windsock.score.SymbolDirectory;
import dev.windsock.time.Clock;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The finished objects that the HTTP door hands requests to. All of them are safe on any thread.
 *
 * @param answers who answers questions
 * @param histories what went before
 * @param bus where the rest is asked: posts, providers, quotas, cache
 * @param scorer who scores texts
 * @param directory the names of symbols, for what a score is about
 * @param clock the clock
 * @param registry what {@code /metrics} shows
 * @param health the components of {@code /health} by name, in order; each answers at once
 * @param clients how much each client may ask; null for no limit
 */
public record Services(
    Answers answers,
    Histories histories,
    Bus bus,
    Scorer scorer,
    SymbolDirectory directory,
    Clock clock,
    PrometheusMeterRegistry registry,
    Map<String, Supplier<Component>> health,
    @Nullable ClientLimit clients) {}
