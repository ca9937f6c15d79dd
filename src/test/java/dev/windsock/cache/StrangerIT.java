package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.Bus;
import dev.windsock.redis.Keys;
import dev.windsock.redis.NoLink;
import dev.windsock.redis.RedisLink;
import dev.windsock.redis.SupervisedLink;
import dev.windsock.redis.TestRedis;
import dev.windsock.time.VertxClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The cache used by a verticle that knows nothing of it but addresses and JSON. */
@Timeout(60)
class StrangerIT {
  /** As the README shows it: no class of the project. */
  private static final class Stranger extends VerticleBase {
    JsonObject got = new JsonObject();

    @Override
    public Future<?> start() {
      JsonObject values =
          new JsonObject()
              .put("fx:EUR-USD", new JsonObject().put("rate", 1.0834))
              .put("fx:{odd}*\r\n", new JsonArray().add(1).add("two"));
      return ask(
              "windsock.cache.putAll",
              new JsonObject()
                  .put("values", values)
                  .put("ttl_millis", 60_000)
                  .put("tags", new JsonArray().add("fx")))
          .compose(
              stored -> {
                got.put("stored", stored.getValue("stored"));
                return ask(
                    "windsock.cache.put",
                    new JsonObject()
                        .put("key", "note")
                        .put("value", "hi")
                        .put("ttl_millis", 60_000));
              })
          .compose(put -> ask("windsock.cache.get", new JsonObject().put("key", "fx:EUR-USD")))
          .compose(
              one -> {
                got.put("one", one);
                JsonArray keys = new JsonArray().add("fx:{odd}*\r\n").add("none").add("note");
                return ask("windsock.cache.getAll", new JsonObject().put("keys", keys));
              })
          .compose(
              many -> {
                got.put("many", many.getJsonArray("values"));
                return ask("windsock.cache.invalidate", new JsonObject().put("tag", "fx"));
              })
          .compose(
              removed -> {
                got.put("by_tag", removed.getValue("removed"));
                JsonArray keys = new JsonArray().add("note").add("none");
                return ask("windsock.cache.invalidate", new JsonObject().put("keys", keys));
              })
          .compose(
              removed -> {
                got.put("by_key", removed.getValue("removed"));
                JsonArray keys = new JsonArray().add("fx:EUR-USD").add("note");
                return ask("windsock.cache.getAll", new JsonObject().put("keys", keys));
              })
          .compose(
              many -> {
                got.put("after", many.getJsonArray("values"));
                return ask("windsock.cache.stats", new JsonObject());
              })
          .onSuccess(stats -> got.put("stats", stats));
    }

    private Future<JsonObject> ask(String address, JsonObject request) {
      return vertx.eventBus().<JsonObject>request(address, request).map(reply -> reply.body());
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static JsonObject use(boolean linked, int port) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      Bus.register(vertx);
      VertxClock clock = new VertxClock(vertx);
      SimpleMeterRegistry registry = new SimpleMeterRegistry();
      RedisLink link =
          linked
              ? new SupervisedLink(vertx, clock, TestRedis.options(port, ""), registry)
              : new NoLink();
      Caches caches =
          new Caches(vertx, clock, link, new Keys("ws", 1), FreshnessTest.options(0, 0), registry);
      await(
          vertx.deployVerticle(
              new CacheVerticle(clock, TestRedis.options(port, ""), link, caches, registry)));
      Stranger stranger = new Stranger();
      await(vertx.deployVerticle(stranger));
      return stranger.got;
    } finally {
      await(vertx.close());
    }
  }

  private static void check(JsonObject got) {
    assertThat(got.getInteger("stored")).isEqualTo(2);
    JsonObject one = got.getJsonObject("one");
    assertThat(one.getJsonObject("value").getDouble("rate")).isEqualTo(1.0834);
    assertThat(one.getLong("age_millis")).isBetween(0L, 20_000L);
    JsonArray many = got.getJsonArray("many");
    assertThat(many.getJsonObject(0).getJsonArray("value"))
        .isEqualTo(new JsonArray().add(1).add("two"));
    assertThat(many.getJsonObject(1).getValue("value")).isNull();
    assertThat(many.getJsonObject(2).getString("value")).isEqualTo("hi");
    assertThat(got.getInteger("by_tag")).isEqualTo(2);
    assertThat(got.getInteger("by_key")).isEqualTo(1);
    got.getJsonArray("after")
        .forEach(one1 -> assertThat(((JsonObject) one1).getValue("value")).isNull());
    JsonObject bus = got.getJsonObject("stats").getJsonObject("caches").getJsonObject("bus");
    assertThat(bus.getJsonObject("near").getLong("put")).isGreaterThanOrEqualTo(3);
    assertThat(bus.getJsonObject("removed").getLong("explicit")).isEqualTo(1);
  }

  @Test
  void stranger_withoutRedis_usesAllAddresses() throws Exception {
    check(use(false, 1));
  }

  @Test
  void stranger_withRedis_usesAllAddresses() throws Exception {
    try (TestRedis redis = new TestRedis().start()) {
      check(use(true, redis.port()));
    }
  }
}
