package dev.windsock.proof;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Callers that ask one service at an even pace, each time about another symbol: one in four of
 * every provider, the others of some of them alone, whose answers' times are kept. On one context
 * of its own Vert.x.
 */
final class Mixed {
  private static final int CODES = 26 * 26 * 26;
  private static final int AT_ONCE = 400;

  /** So many questions, one of which is for every provider. */
  private static final int WHOLE_EVERY = 4;

  private final int port;
  private final String watched;
  private final List<String> others;
  private final int from;
  private final int perSecond;
  private final Map<String, Integer> statuses = new TreeMap<>();
  private final Map<String, Integer> reasons = new TreeMap<>();
  private final Map<String, Integer> othersStatuses = new TreeMap<>();
  private final List<Long> othersMillis = new ArrayList<>();
  private int asked;
  private int open;

  /**
   * @param watched whose status is kept of the answers of every provider
   * @param others whom the other questions want alone
   * @param from the number of the first symbol
   */
  Mixed(int port, String watched, List<String> others, int from, int perSecond) {
    this.port = port;
    this.watched = watched;
    this.others = others;
    this.from = from;
    this.perSecond = perSecond;
  }

  /** Asks for so long, then waits for the last answers. */
  Future<Void> ask(Duration duration) {
    Vertx vertx = Vertx.vertx();
    HttpClient client =
        vertx
            .httpClientBuilder()
            .with(new HttpClientOptions().setDefaultHost("127.0.0.1"))
            .with(new PoolOptions().setHttp1MaxSize(AT_ONCE).setMaxWaitQueueSize(AT_ONCE))
            .build();
    Promise<Void> over = Promise.promise();
    vertx.getOrCreateContext().runOnContext(start -> run(vertx, client, duration, over));
    return over.future().eventually(vertx::close);
  }

  private void run(Vertx vertx, HttpClient client, Duration duration, Promise<Void> over) {
    long timer = vertx.setPeriodic(1_000 / perSecond, tick -> turn(client));
    vertx.setTimer(
        duration.toMillis(),
        now -> {
          vertx.cancelTimer(timer);
          vertx.setPeriodic(
              50,
              look -> {
                if (open == 0) {
                  over.tryComplete();
                }
              });
        });
  }

  private void turn(HttpClient client) {
    if (open >= AT_ONCE) {
      return;
    }
    boolean whole = asked % WHOLE_EVERY == 0;
    String uri =
        "/v1/sentiment/"
            + symbol(from + asked)
            + (whole ? "" : "?sources=" + String.join(",", others));
    asked++;
    open++;
    long since = System.nanoTime();
    client
        .request(HttpMethod.GET, port, "127.0.0.1", uri)
        .compose(request -> request.send().compose(response -> response.body()))
        .map(JsonObject::new)
        .recover(cause -> Future.succeededFuture(new JsonObject().put("status", "failed")))
        .onSuccess(
            answer -> {
              open--;
              if (whole) {
                count(statuses, answer.getString("status"));
                count(reasons, status(answer));
              } else {
                count(othersStatuses, answer.getString("status"));
                othersMillis.add((System.nanoTime() - since) / 1_000_000);
              }
            });
  }

  private String status(JsonObject answer) {
    return answer.containsKey("sources")
        ? answer.getJsonArray("sources").stream()
            .map(JsonObject.class::cast)
            .filter(source -> source.getString("id").equals(watched))
            .map(source -> source.getString("status"))
            .findFirst()
            .orElse("absent")
        : "absent";
  }

  private static void count(Map<String, Integer> counts, String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private static String symbol(int number) {
    int n = number % CODES;
    return "Q" + (char) ('A' + n / 676) + (char) ('A' + n / 26 % 26) + (char) ('A' + n % 26);
  }

  int asked() {
    return asked;
  }

  /** Answers to questions for every provider, by status. */
  Map<String, Integer> statuses() {
    return statuses;
  }

  /** What those answers say of the one that is watched. */
  Map<String, Integer> reasons() {
    return reasons;
  }

  /** Answers to questions for the others alone, by status. */
  Map<String, Integer> others() {
    return othersStatuses;
  }

  /** How many answers of the others came. */
  int answers() {
    return othersMillis.size();
  }

  /** How long answers of the others took: such a share of them at most so many ms. */
  long millis(double share) {
    List<Long> took = new ArrayList<>(othersMillis);
    Collections.sort(took);
    return took.get(Math.max(0, (int) Math.ceil(share * took.size()) - 1));
  }

  String told() {
    return millis(0.5) + "/" + millis(0.95) + "/" + millis(0.99) + "/" + millis(1);
  }
}
