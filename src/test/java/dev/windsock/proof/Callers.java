package dev.windsock.proof;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Callers that ask a fleet's instances in turn, at an even pace, each time about another symbol,
 * and hold each answer against its deadline. What was asked of an instance that was killed or
 * stopped meanwhile is counted apart: nobody can answer it. On one context of its own Vert.x.
 */
final class Callers {
  private static final int CODES = 26 * 26 * 26;
  private static final int AT_ONCE = 400;
  private static final long GIVEN_UP_MILLIS = 20_000;

  private final Vertx vertx = Vertx.vertx();
  private final Fleet fleet;
  private final HttpClient client;
  private final Map<String, Integer> answers = Collections.synchronizedMap(new TreeMap<>());
  private final List<Long> tookMillis = Collections.synchronizedList(new ArrayList<>());
  private final List<Late> late = Collections.synchronizedList(new ArrayList<>());
  private final Standstill standstill;
  private final long startNanos = System.nanoTime();
  private int asked;
  private int open;
  private final AtomicInteger disturbed = new AtomicInteger();
  private volatile boolean over;

  /**
   * An answer after its deadline.
   *
   * @param atSeconds when it was asked for
   * @param standingMillis for how long the machine stood still meanwhile
   */
  record Late(double atSeconds, int instance, String answer, long tookMillis, long standingMillis) {
    /** Whether the machine does not explain it. */
    boolean isOurs() {
      return tookMillis - standingMillis > Fleet.DEADLINE_MILLIS;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s: %.1f s, instance %d, %s after %d ms, of which the machine stood still for %d",
          isOurs() ? "LATE" : "late with the machine",
          atSeconds,
          instance,
          answer,
          tookMillis,
          standingMillis);
    }
  }

  Callers(Fleet fleet, int perSecond, Standstill standstill) {
    this.fleet = fleet;
    this.standstill = standstill;
    this.client =
        vertx
            .httpClientBuilder()
            .with(new HttpClientOptions().setConnectTimeout(5_000))
            .with(new PoolOptions().setHttp1MaxSize(AT_ONCE).setMaxWaitQueueSize(AT_ONCE))
            .build();
    Context loop = vertx.getOrCreateContext();
    standstill.watch(vertx, loop);
    loop.runOnContext(start -> vertx.setPeriodic(1_000 / perSecond, this::turn));
  }

  private void turn(long timer) {
    if (over) {
      vertx.cancelTimer(timer);
    } else if (open < AT_ONCE) {
      int instance = asked % Fleet.INSTANCES;
      asked++;
      if (fleet.isUp(instance)) {
        ask(instance);
      }
    }
  }

  private void ask(int instance) {
    long since = System.nanoTime();
    open++;
    client
        .request(
            new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost("127.0.0.1")
                .setPort(fleet.port(instance))
                .setURI("/v1/sentiment/" + symbol(asked)))
        .compose(
            request ->
                request
                    .idleTimeout(GIVEN_UP_MILLIS)
                    .send()
                    .compose(
                        response -> response.body().map(body -> said(response.statusCode(), body))))
        .onComplete(
            done -> {
              open--;
              if (fleet.calm(instance, since)) {
                answered(
                    instance, since, done.succeeded() ? done.result() : "failed: " + done.cause());
              } else {
                disturbed.incrementAndGet();
              }
            });
  }

  private void answered(int instance, long since, String answer) {
    long now = System.nanoTime();
    long took = (now - since) / 1_000_000;
    tookMillis.add(took);
    count(answer);
    if (took > Fleet.DEADLINE_MILLIS) {
      long standing = standstill.millisBetween(since, now);
      late.add(new Late((since - startNanos) / 1e9, instance, answer, took, standing));
    }
  }

  private static String said(int status, Buffer body) {
    return status == 200
        ? "200 " + new JsonObject(body).getString("status")
        : String.valueOf(status);
  }

  private void count(String answer) {
    answers.merge(answer, 1, Integer::sum);
  }

  private static String symbol(int number) {
    int n = number % CODES;
    return "Q" + (char) ('A' + n / 676) + (char) ('A' + n / 26 % 26) + (char) ('A' + n % 26);
  }

  /** Stops asking and waits for the last answers. */
  void stop() throws Exception {
    over = true;
    Promise<Void> last = Promise.promise();
    vertx.setPeriodic(
        50,
        look -> {
          if (open == 0) {
            last.tryComplete();
          }
        });
    Trio.await(last.future());
    Trio.await(Future.all(client.close(), vertx.close()));
  }

  /** Answers of undisturbed instances, by status. */
  Map<String, Integer> answers() {
    return new TreeMap<>(answers);
  }

  /** How long each of those took, the shortest first. */
  List<Long> tookMillis() {
    List<Long> took = new ArrayList<>(tookMillis);
    Collections.sort(took);
    return took;
  }

  /** Those that came after their deadline. */
  List<Late> late() {
    return List.copyOf(late);
  }

  /** Requests whose instance was killed or stopped meanwhile. */
  int disturbed() {
    return disturbed.get();
  }
}
