package dev.windsock.provider;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import org.jspecify.annotations.Nullable;

/**
 * One provider's place in the registry: its options, its figures, and its verticle when it is
 * deployed. Thread-safe; transitions are serialized by chaining each after the one before.
 */
final class ProviderSlot {
  private final Vertx vertx;
  private final ProviderRegistry.Source source;
  private final Vitals vitals = new Vitals();
  private ProviderOptions options;
  private Future<?> last = Future.succeededFuture();
  private @Nullable Future<Void> deploying;
  private @Nullable String deploymentId;

  ProviderSlot(Vertx vertx, ProviderRegistry.Source source, ProviderOptions options) {
    this.vertx = vertx;
    this.source = source;
    this.options = options;
  }

  String id() {
    return source.id();
  }

  boolean listens() {
    return source.listens();
  }

  synchronized ProviderOptions options() {
    return options;
  }

  Vitals vitals() {
    return vitals;
  }

  synchronized boolean isDeployed() {
    return deploymentId != null;
  }

  /** Deploys the verticle unless it is; everybody who asks meanwhile gets the same future. */
  synchronized Future<Void> deploy() {
    if (deploying == null) {
      Future<Void> begun =
          last.otherwiseEmpty().compose(before -> deployOutside(verticle())).map(this::deployed);
      deploying = begun;
      last = begun;
      begun.onFailure(e -> forget(begun));
    }
    return deploying;
  }

  /**
   * On a context of its own: deployed from a verticle's, it would be that verticle's child, and go
   * down with it while others still ask.
   */
  private Future<String> deployOutside(Deployable verticle) {
    VertxInternal internal = (VertxInternal) vertx;
    Promise<String> deployed = internal.getOrCreateContext().promise();
    internal
        .createEventLoopContext()
        .runOnContext(run -> vertx.deployVerticle(verticle).onComplete(deployed));
    return deployed.future();
  }

  private synchronized Deployable verticle() {
    return source.verticle(options, vitals);
  }

  private synchronized @Nullable Void deployed(String id) {
    deploymentId = id;
    return null;
  }

  private synchronized void forget(Future<Void> failed) {
    if (deploying == failed) {
      deploying = null;
    }
  }

  /**
   * Undeploys the verticle if it is deployed; the next use deploys it with the new options.
   *
   * @param before runs when all earlier transitions are done, right before the verticle goes
   */
  synchronized Future<?> undeploy(ProviderOptions following, Runnable before) {
    options = following;
    deploying = null;
    last = last.otherwiseEmpty().compose(settled -> stop(before));
    return last;
  }

  private synchronized Future<Void> stop(Runnable before) {
    before.run();
    String id = deploymentId;
    deploymentId = null;
    return id == null ? Future.succeededFuture() : vertx.undeploy(id);
  }
}
