package dev.windsock.http;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;

/** Which path goes where, and which methods it takes. */
final class Routes {
  private static final List<HttpMethod> READ = List.of(HttpMethod.GET, HttpMethod.HEAD);
  private static final List<HttpMethod> WRITE = List.of(HttpMethod.POST);

  private final Router router;
  private final Problems problems;

  private Routes(Router router, Problems problems) {
    this.router = router;
    this.problems = problems;
  }

  static Router build(Vertx vertx, Door door) {
    Router router = Router.router(vertx);
    router
        .route()
        .handler(
            context -> {
              Exchange.begin(
                  context, door.options.requestDeadline(), door.clock, door.problems, door.meters);
              context.next();
            });
    Routes routes = new Routes(router, door.problems);
    routes.api(door);
    routes.operations(door);
    router.errorHandler(404, context -> routes.fail(context, Problems.ROUTE_NOT_FOUND));
    router.errorHandler(500, context -> door.problems.send(context.request(), cause(context)));
    router.errorHandler(400, context -> door.problems.send(context.request(), cause(context)));
    return router;
  }

  private void api(Door door) {
    add("/v1/sentiment", RouteName.SENTIMENT_BATCH, READ, door.sentiment::many);
    add("/v1/sentiment/:symbol", RouteName.SENTIMENT, READ, door.sentiment::one);
    add("/v1/sentiment/:symbol/history", RouteName.HISTORY, READ, door.history::history);
    add("/v1/sentiment/:symbol/evidence", RouteName.EVIDENCE, READ, door.evidence::evidence);
    add("/v1/trending", RouteName.TRENDING, READ, door.history::trending);
    add("/v1/symbols", RouteName.SYMBOLS, READ, door.symbols::search);
    add("/v1/score", RouteName.SCORE, WRITE, door.score::score);
    add("/v1/posts", RouteName.POSTS, WRITE, door.posts::take);
    add("/v1/providers", RouteName.PROVIDERS, READ, door.state::providers);
    add("/v1/providers/:id", RouteName.PROVIDERS, READ, door.state::provider);
    add("/v1/quota", RouteName.QUOTA, READ, door.state::quota);
    add("/v1/cache/stats", RouteName.CACHE, READ, door.state::cache);
    add("/v1/admin/cache/invalidate", RouteName.ADMIN, WRITE, door.admin::invalidate);
    add("/v1/admin/cache/warm", RouteName.ADMIN, WRITE, door.admin::warm);
  }

  private void operations(Door door) {
    add("/livez", RouteName.HEALTH, READ, door.health::live);
    add("/readyz", RouteName.HEALTH, READ, door.health::ready);
    add("/health", RouteName.HEALTH, READ, door.health::health);
    add("/metrics", RouteName.METRICS, READ, door.metrics::scrape);
    for (String path : door.assets.paths()) {
      add(path, RouteName.PAGE, READ, context -> door.assets.send(context.request(), path));
    }
  }

  private void add(
      String path, RouteName name, List<HttpMethod> methods, Handler<RoutingContext> handler) {
    for (HttpMethod method : methods) {
      router
          .route(method, path)
          .handler(
              context -> {
                Exchange.of(context).route(name);
                handler.handle(context);
              });
    }
    String allow = String.join(", ", methods.stream().map(HttpMethod::name).toList());
    router
        .route(path)
        .handler(
            context ->
                fail(
                    context,
                    Problems.METHOD_NOT_ALLOWED
                        .because("Here there is " + allow + ".")
                        .with(Map.of("Allow", allow))));
  }

  private void fail(RoutingContext context, Fault fault) {
    problems.send(context.request(), fault);
  }

  private static Throwable cause(RoutingContext context) {
    Throwable failure = context.failure();
    return failure == null ? new IllegalStateException("failed without a cause") : failure;
  }
}
