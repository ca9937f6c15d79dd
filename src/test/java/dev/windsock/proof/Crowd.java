package dev.windsock.proof;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Callers that ask several instances in turn, at an even pace, each time about another symbol. */
final class Crowd {
  private static final int CODES = 26 * 26 * 26;

  private final List<Integer> ports;
  private final int from;
  private final int perSecond;
  private final int atOnce;
  private final List<String> known;
  private final Map<String, Integer> answers = new ConcurrentSkipListMap<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();

  /**
   * @param from the number of the first symbol; a crowd that begins elsewhere asks for others
   * @param perSecond requests a second to all of them
   * @param atOnce the most requests that wait for their answer; beyond, a turn is left out
   */
  Crowd(List<Integer> ports, int from, int perSecond, int atOnce) {
    this(ports, from, perSecond, atOnce, List.of());
  }

  /**
   * @param known symbols that every second request asks for in turn, where there are any
   */
  Crowd(List<Integer> ports, int from, int perSecond, int atOnce, List<String> known) {
    this.known = known;
    this.ports = ports;
    this.from = from;
    this.perSecond = perSecond;
    this.atOnce = atOnce;
  }

  /** Asks for so long, then waits for the last answers. */
  void ask(Duration duration) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      HttpClient client =
          vertx
              .httpClientBuilder()
              .with(new HttpClientOptions().setDefaultHost("127.0.0.1"))
              .with(new PoolOptions().setHttp1MaxSize(atOnce).setMaxWaitQueueSize(atOnce))
              .build();
      long every = Math.max(1, 1_000 / perSecond);
      int each = (int) Math.max(1, perSecond * every / 1_000);
      long timer =
          vertx.setPeriodic(
              every,
              tick -> {
                for (int i = 0; i < each && open.get() < atOnce; i++) {
                  ask(client);
                }
              });
      CompletableFuture<Void> over = new CompletableFuture<>();
      vertx.setTimer(
          duration.toMillis(),
          now -> {
            vertx.cancelTimer(timer);
            vertx.setPeriodic(
                50,
                look -> {
                  if (open.get() == 0) {
                    over.complete(null);
                  }
                });
          });
      over.get(duration.toMillis() + 30_000, TimeUnit.MILLISECONDS);
    } finally {
      Trio.await(vertx.close());
    }
  }

  private void ask(HttpClient client) {
    int number = asked.getAndIncrement();
    open.incrementAndGet();
    client
        .request(
            HttpMethod.GET,
            ports.get(number % ports.size()),
            "127.0.0.1",
            "/v1/sentiment/" + asked(number))
        .compose(
            request ->
                request
                    .send()
                    .compose(
                        response -> response.body().map(body -> said(response.statusCode(), body))))
        .onComplete(
            done -> {
              open.decrementAndGet();
              count(done.succeeded() ? done.result() : "failed: " + done.cause());
            });
  }

  private static String said(int status, Buffer body) {
    return status == 200
        ? "200 " + new JsonObject(body).getString("status")
        : String.valueOf(status);
  }

  private void count(String answer) {
    answers.merge(answer, 1, Integer::sum);
  }

  private String asked(int number) {
    return known.isEmpty() || number % 2 == 0
        ? symbol(from + number)
        : known.get(number / 2 % known.size());
  }

  /** Another code for each number, four letters long. */
  private static String symbol(int number) {
    int n = number % CODES;
    return "Q" + (char) ('A' + n / 676) + (char) ('A' + n / 26 % 26) + (char) ('A' + n % 26);
  }

  /** How many answers of which status there were. */
  Map<String, Integer> answers() {
    return answers;
  }

  int asked() {
    return asked.get();
  }
}
