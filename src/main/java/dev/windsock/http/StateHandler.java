package dev.windsock.http;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.bus.Json;
import dev.windsock.bus.Messages.Nothing;
import dev.windsock.bus.ProviderMessages.ProviderState;
import dev.windsock.bus.ProviderMessages.ProviderStates;
import dev.windsock.bus.QuotaMessages.Peek;
import dev.windsock.bus.QuotaMessages.QuotaState;
import dev.windsock.bus.QuotaMessages.QuotaStates;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/providers}, {@code /v1/providers/{id}}, {@code /v1/quota} and {@code
 * /v1/cache/stats}: what the verticles say of themselves over the bus.
 */
final class StateHandler {
  private static final long TIMEOUT_MILLIS = 2_000;

  private final Bus bus;
  private final Problems problems;

  StateHandler(Bus bus, Problems problems) {
    this.bus = bus;
    this.problems = problems;
  }

  void providers(RoutingContext context) {
    answer(context, all().map(all -> Map.of("providers", all)));
  }

  void provider(RoutingContext context) {
    String id = context.pathParam("id");
    answer(context, all().map(all -> one(id, all)));
  }

  private static Map<String, Object> one(@Nullable String id, List<Map<String, Object>> all) {
    return all.stream()
        .filter(provider -> String.valueOf(provider.get("id")).equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.NOT_FOUND,
                    "There is no such provider; there are "
                        + String.join(
                            ", ", all.stream().map(p -> String.valueOf(p.get("id"))).toList())));
  }

  /** Each provider with its quota; without quotas when nobody can tell them. */
  private Future<List<Map<String, Object>>> all() {
    Future<Map<String, QuotaState>> quotas =
        peek()
            .map(StateHandler::byProvider)
            .recover(cause -> Future.succeededFuture(Map.<String, QuotaState>of()));
    return bus.ask(Addresses.PROVIDERS_LIST, Nothing.NOTHING, ProviderStates.class, TIMEOUT_MILLIS)
        .compose(
            states ->
                quotas.map(
                    byId -> states.providers().stream().map(one -> merged(one, byId)).toList()));
  }

  private static Map<String, QuotaState> byProvider(QuotaStates states) {
    Map<String, QuotaState> byProvider = new HashMap<>();
    states.quotas().forEach(quota -> byProvider.put(quota.provider(), quota));
    return byProvider;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> merged(ProviderState state, Map<String, QuotaState> quotas) {
    Map<String, Object> merged = new LinkedHashMap<>(Json.convert(state, Map.class));
    QuotaState quota = quotas.get(state.id());
    if (quota != null) {
      merged.put("quota", quota);
    }
    return merged;
  }

  void quota(RoutingContext context) {
    answer(context, peek());
  }

  private Future<QuotaStates> peek() {
    return bus.ask(Addresses.QUOTA_PEEK, new Peek(null), QuotaStates.class, TIMEOUT_MILLIS);
  }

  void cache(RoutingContext context) {
    answer(
        context,
        bus.ask(Addresses.CACHE_STATS, Nothing.NOTHING, JsonObject.class, TIMEOUT_MILLIS)
            .map(JsonObject::getMap));
  }

  private void answer(RoutingContext context, Future<?> answer) {
    HttpServerRequest request = context.request();
    Query.parse(request.query(), List.of());
    answer
        .onSuccess(value -> Reply.json(request, value))
        .onFailure(cause -> problems.send(request, cause));
  }
}
