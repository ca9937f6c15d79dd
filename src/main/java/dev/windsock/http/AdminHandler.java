package dev.windsock.http;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.bus.CacheMessages.Invalidate;
import dev.windsock.bus.CacheMessages.Invalidated;
import dev.windsock.bus.CacheMessages.Warm;
import dev.windsock.bus.CacheMessages.Warmed;
import dev.windsock.bus.Json;
import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Symbol;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/admin/cache/invalidate} and {@code /v1/admin/cache/warm}. */
final class AdminHandler {
  private static final long TIMEOUT_MILLIS = 5_000;
  private static final List<String> MEMBERS =
      List.of("symbol", "source", "tag", "pattern", "dry_run");
  private static final ObjectReader WANTED = reader(Wanted.class);
  private static final ObjectReader WARMING = reader(Warming.class);

  private final Bus bus;
  private final AdminRule rule;
  private final long maxBytes;
  private final Problems problems;

  AdminHandler(Bus bus, AdminRule rule, long maxBytes, Problems problems) {
    this.bus = bus;
    this.rule = rule;
    this.maxBytes = maxBytes;
    this.problems = problems;
  }

  /** A misspelt member must not be passed over: it may have been the one that forbids to act. */
  private static ObjectReader reader(Class<?> type) {
    return Json.shared().readerFor(type).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }

  void invalidate(RoutingContext context) {
    act(
        context,
        body ->
            bus.ask(
                Addresses.CACHE_INVALIDATE, invalidation(body), Invalidated.class, TIMEOUT_MILLIS));
  }

  void warm(RoutingContext context) {
    act(
        context,
        body -> {
          Warming warming = read(body, Warming.class, WARMING, List.of("symbols"));
          return bus.ask(
              Addresses.CACHE_WARM, new Warm(warming.symbols), Warmed.class, TIMEOUT_MILLIS);
        });
  }

  private void act(RoutingContext context, Function<Buffer, Future<?>> action) {
    HttpServerRequest request = context.request();
    Query.parse(request.query(), List.of());
    rule.check(request);
    Bodies.read(request, maxBytes)
        .map(body -> json(request, body))
        .compose(action::apply)
        .onSuccess(done -> Reply.json(request, done))
        .onFailure(cause -> problems.send(request, cause));
  }

  private static Buffer json(HttpServerRequest request, Buffer body) {
    // A form or plain text is what another site's page could make a browser send.
    if (!"application/json".equals(Bodies.mediaType(request))) {
      throw new FaultException(Problems.MEDIA_TYPE.because("The body is not application/json."));
    }
    return body;
  }

  private static Invalidate invalidation(Buffer body) {
    Wanted wanted = read(body, Wanted.class, WANTED, MEMBERS);
    if (wanted.symbol == null
        && wanted.source == null
        && wanted.tag == null
        && wanted.pattern == null) {
      throw new InvalidValueException(
          "body", "nothing to remove", "at least one of symbol, source, tag, pattern");
    }
    return new Invalidate(
        wanted.symbol == null ? null : Symbol.parse(wanted.symbol).code(),
        wanted.source,
        wanted.tag,
        wanted.pattern,
        Boolean.TRUE.equals(wanted.dryRun));
  }

  private static <T> T read(Buffer body, Class<T> type, ObjectReader reader, List<String> members) {
    try {
      T wanted = type.cast(reader.readValue(body.getBytes()));
      if (wanted == null) {
        throw new InvalidValueException("body", "null", "a JSON object");
      }
      return wanted;
    } catch (UnrecognizedPropertyException e) {
      String name = e.getPropertyName();
      throw new InvalidValueException(
          "body",
          name,
          "did you mean "
              + Nearest.to(name, members)
              + "? There are "
              + String.join(", ", members));
    } catch (IOException e) {
      throw Json.invalid(e);
    }
  }

  /** As {@link Invalidate}, but {@code dry_run} may be left out. */
  record Wanted(
      @Nullable String symbol,
      @Nullable String source,
      @Nullable String tag,
      @Nullable String pattern,
      @Nullable Boolean dryRun) {}

  /** As {@link Warm}. */
  record Warming(@Nullable List<String> symbols) {}
}
