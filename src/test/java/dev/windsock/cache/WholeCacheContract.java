package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.CacheMessages.Invalidate;
import dev.windsock.cache.Cached.Level;
import dev.windsock.cache.Loader.Loaded;
import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tags, batches, deadlines, sizes and warming: what every cache does, with or without Redis. */
abstract class WholeCacheContract extends CacheContract {
  /** Any text, none the same as another, most of them nearly so. */
  static final List<String> HOSTILE =
      List.of(
          "*",
          "?",
          "[a-z]",
          "\\*",
          "{a}",
          "a}",
          "{",
          "a\r\nDEL b",
          "a\r\n",
          "a\0",
          "a",
          "\0",
          "h:0123456789abcdef0123456789abcdef",
          "\u212a",
          "K",
          "\uff2b",
          "caf\u00e9",
          "cafe\u0301",
          "\ud800",
          "\udfff",
          "?\u202e",
          "a:b",
          "a::b",
          " ",
          "x".repeat(65_536),
          "x".repeat(65_535),
          "x".repeat(200),
          "x".repeat(201));

  private static Loader<String> tagged(AtomicInteger loads, String... tags) {
    return wanted ->
        Future.succeededFuture(
            wanted.stream()
                .map(one -> Loaded.of(one.id() + "#" + loads.incrementAndGet(), TTL, List.of(tags)))
                .toList());
  }

  private String value(String id, Loader<String> loader) throws Exception {
    return String.valueOf(await(cache().getAll(List.of(id), null, loader)).get(0).value());
  }

  @Test
  void invalidateTags_oneOfItsTags_isLoadedAnewAndOthersStay() throws Exception {
    AtomicInteger loads = new AtomicInteger();
    assertThat(value("a", tagged(loads, "red", "big"))).isEqualTo("a#1");
    assertThat(value("b", tagged(loads, "blue", "big"))).isEqualTo("b#2");
    assertThat(value("c", tagged(loads))).isEqualTo("c#3");
    assertThat(await(cache().invalidateTags(List.of("red")))).isEqualTo(1);
    assertThat(cache().peek("a")).isNull();
    assertThat(cache().peek("b")).isEqualTo("b#2");
    assertThat(value("a", tagged(loads, "red"))).isEqualTo("a#4");
    assertThat(value("a", tagged(loads, "red"))).isEqualTo("a#4");
    assertThat(value("c", tagged(loads))).isEqualTo("c#3");
    await(cache().invalidateTags(List.of("nobody", "big")));
    assertThat(value("b", tagged(loads))).isEqualTo("b#5");
    assertThat(value("a", tagged(loads))).isEqualTo("a#4");
  }

  @Test
  void invalidateTags_whileLoading_theOldLoadIsNotKept() throws Exception {
    Promise<List<Loaded<String>>> slow = Promise.promise();
    Promise<Void> begun = Promise.promise();
    Loader<String> loader =
        wanted -> {
          begun.complete();
          return slow.future();
        };
    Future<List<Cached<String>>> loading = cache().getAll(List.of("a"), null, loader);
    await(begun.future());
    clock.advance(Duration.ofSeconds(1));
    await(cache().invalidateTags(List.of("red")));
    slow.complete(List.of(Loaded.of("old", TTL, List.of("red"))));
    assertThat(await(loading).get(0).value()).isEqualTo("old");
    assertThat(cache().peek("a")).isNull();
    assertThat(value("a", tagged(new AtomicInteger(), "red"))).isEqualTo("a#1");
  }

  @Test
  void invalidate_byTag_countsWhatIsNearAndDryRunTouchesNothing() throws Exception {
    AtomicInteger loads = new AtomicInteger();
    value("a", tagged(loads, "red"));
    value("b", tagged(loads, "red"));
    Invalidate dry = new Invalidate(null, null, "red", null, true);
    assertThat(await(caches().invalidate(dry)).removed()).isEqualTo(2);
    assertThat(cache().peek("a")).isEqualTo("a#1");
    Invalidate real = new Invalidate(null, null, "red", null, false);
    assertThat(await(caches().invalidate(real)).removed()).isEqualTo(2);
    assertThat(cache().peek("a")).isNull();
    assertThat(failure(() -> caches().invalidate(new Invalidate("A", null, "red", null, true))))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("tag");
  }

  @Test
  void update_withTags_isMadeVoidByThem() throws Exception {
    await(cache().update("a", TTL, List.of("red"), old -> "1"));
    assertThat(cache().peek("a")).isEqualTo("1");
    await(cache().invalidateTags(List.of("red")));
    assertThat(cache().peek("a")).isNull();
    // The function must not be given what is void.
    assertThat(await(cache().update("a", TTL, List.of(), old -> old + "2"))).isEqualTo("null2");
  }

  @Test
  void putAll_many_areAllThereAndReplaceWhatWas() throws Exception {
    await(cache().update("k7", TTL, old -> "old"));
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < 300; i++) {
      values.put("k" + i, "v" + i);
    }
    await(cache().putAll(values, TTL, List.of("batch")));
    for (int i = 0; i < 300; i++) {
      assertThat(cache().peek("k" + i)).isEqualTo("v" + i);
    }
    assertThat(await(cache().update("k7", TTL, old -> old + "!"))).isEqualTo("v7!");
    assertThat(await(cache().invalidateTags(List.of("batch")))).isEqualTo(299);
    assertThat(cache().peek("k8")).isNull();
    assertThat(cache().peek("k7")).isEqualTo("v7!");
  }

  @Test
  void putAll_andUpdatesAtOnce_endInTheOrderInWhichTheyCame() throws Exception {
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String n = Integer.toString(i);
      all.add(cache().putAll(Map.of("k", n), TTL, List.of()));
      all.add(cache().update("k", TTL, old -> old + "+"));
    }
    await(Future.all(all));
    assertThat(cache().peek("k")).isEqualTo("49+");
    assertThat(get("k").value()).isEqualTo("49+");
  }

  @Test
  void getAll_softDeadline_givesTheStaleValueAndGoesOnLoading() throws Exception {
    get("a");
    clock.advance(TTL.plusSeconds(31));
    Promise<Void> gate = Promise.promise();
    loading.gate = gate.future();
    Deadlines deadlines = new Deadlines(Duration.ofMillis(300), Duration.ofSeconds(5));
    Future<List<Cached<String>>> asked =
        cache().getAll(List.of("a", "new"), null, deadlines, loading);
    untilCalls(2);
    clock.advance(Duration.ofMillis(300));
    assertThat(asked.isComplete()).isFalse();
    clock.advance(Duration.ofSeconds(5));
    List<Cached<String>> got = await(asked);
    assertThat(got.get(0).value()).isEqualTo("a#1");
    assertThat(got.get(0).problem()).isEqualTo(Problem.TIMED_OUT);
    assertThat(got.get(1).value()).isNull();
    assertThat(got.get(1).problem()).isEqualTo(Problem.TIMED_OUT);
    gate.complete();
    assertThat(get("a").value()).isEqualTo("a#2");
    assertThat(get("new").value()).isEqualTo("new#3");
    assertThat(loading.calls).hasValue(2);
    JsonObject counts = counts().getJsonObject("deadline");
    assertThat(counts.getLong("soft")).isEqualTo(1);
    assertThat(counts.getLong("hard")).isEqualTo(1);
  }

  @Test
  void getAll_loadedInTime_leavesNoTimerBehind() throws Exception {
    int before = clock.armed();
    await(cache().getAll(List.of("a"), null, Deadlines.hard(Duration.ofSeconds(5)), loading));
    assertThat(clock.armed()).isEqualTo(before);
  }

  @Test
  void getAll_valueOverTheMaximum_isGivenAndNotStored() throws Exception {
    byte[] noise = new byte[1 << 20];
    new Random(1).nextBytes(noise);
    String large = java.util.Base64.getEncoder().encodeToString(noise);
    Loader<String> loader = ofOne(large);
    assertThat(await(cache().getAll(List.of("a"), null, loader)).get(0).value()).isEqualTo(large);
    assertThat(cache().peek("a")).isNull();
    assertThat(counts().getJsonObject("rejected").getLong("too_large")).isEqualTo(1);
    assertThat(get("a").value()).isEqualTo("a#1");
  }

  @Test
  void getAll_valueTooLongToBeUnpacked_isGivenAndNotStored() throws Exception {
    String huge = "x".repeat(40 << 20);
    assertThat(await(cache().getAll(List.of("a"), null, ofOne(huge))).get(0).value())
        .hasSize(huge.length());
    assertThat(cache().peek("a")).isNull();
    assertThat(counts().getJsonObject("rejected").getLong("too_large")).isEqualTo(1);
  }

  @Test
  void getAll_valueTooHeavyForTheNearLevel_isNotKeptThere() throws Exception {
    String long1 = "posts and more posts ".repeat(200_000);
    assertThat(await(cache().getAll(List.of("a"), null, ofOne(long1))).get(0).value())
        .isEqualTo(long1);
    assertThat(cache().peek("a")).isNull();
    assertThat(caches().stats().getJsonObject("near").getLong("entries")).isZero();
    assertThat(counts().getJsonObject("rejected").getLong("too_large_near")).isEqualTo(1);
  }

  @Test
  void update_valueOverTheMaximum_isRefusedAndTheEarlierStays() throws Exception {
    byte[] noise = new byte[12 << 20];
    new Random(1).nextBytes(noise);
    String large = java.util.Base64.getEncoder().encodeToString(noise);
    await(cache().update("a", TTL, old -> "small"));
    assertThat(failure(() -> cache().update("a", TTL, old -> large)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("value")
        .hasMessageContaining("bytes");
    assertThat(cache().peek("a")).isEqualTo("small");
    assertThat(get("a").value()).isEqualTo("small");
  }

  private static Loader<String> ofOne(String value) {
    return wanted -> Future.succeededFuture(List.of(Loaded.of(value, TTL)));
  }

  @Test
  void warm_missingOrEndingSoon_isLoadedAndTheRestLeftAlone() throws Exception {
    get("fresh");
    assertThat(await(cache().warm(List.of("fresh", "new"), Duration.ofSeconds(10), loading)))
        .isEqualTo(1);
    assertThat(cache().peek("new")).isEqualTo("new#2");
    clock.advance(TTL.minusSeconds(10));
    assertThat(await(cache().warm(List.of("fresh", "new"), Duration.ofSeconds(10), loading)))
        .isEqualTo(2);
    assertThat(cache().peek("fresh")).isEqualTo("fresh#3");
    clock.advance(TTL.minusSeconds(11));
    assertThat(cache().peek("fresh")).isEqualTo("fresh#3");
    assertThat(counts().getJsonObject("refresh").getLong("warming")).isEqualTo(3);
  }

  @Test
  void warm_failedAMomentAgo_isLeftAloneForItsTime() throws Exception {
    loading.problem = Problem.UNAVAILABLE;
    await(cache().warm(List.of("a"), Duration.ofSeconds(10), loading));
    await(cache().warm(List.of("a"), Duration.ofSeconds(10), loading));
    assertThat(loading.calls).hasValue(1);
  }

  @Test
  void getAll_failingInARow_isRememberedFromFiveSecondsDoublingToSixty() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Loader<String> failing =
        wanted -> {
          calls.incrementAndGet();
          return Future.succeededFuture(List.of(Loaded.failed(Problem.UNAVAILABLE, null)));
        };
    for (int seconds : List.of(5, 10, 20, 40, 60, 60)) {
      int before = calls.get();
      await(cache().getAll(List.of("a"), null, failing));
      assertThat(calls).hasValue(before + 1);
      clock.advance(Duration.ofSeconds(seconds).minusMillis(1));
      assertThat(await(cache().getAll(List.of("a"), null, failing)).get(0).problem())
          .isEqualTo(Problem.UNAVAILABLE);
      assertThat(calls).as("after %d s less 1 ms", seconds).hasValue(before + 1);
      clock.advance(Duration.ofMillis(1));
    }
  }

  @Test
  void getAll_rateLimitedUntilAnInstant_isRememberedUntilThen() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    long retryAtMillis = clock.millis() + 90_000;
    Loader<String> limited =
        wanted -> {
          calls.incrementAndGet();
          return Future.succeededFuture(
              List.of(Loaded.failed(Problem.RATE_LIMITED, retryAtMillis)));
        };
    Cached<String> none = await(cache().getAll(List.of("a"), null, limited)).get(0);
    assertThat(none.retryAtMillis()).isEqualTo(retryAtMillis);
    clock.advance(Duration.ofMillis(89_999));
    await(cache().getAll(List.of("a"), null, limited));
    assertThat(calls).hasValue(1);
    clock.advance(Duration.ofMillis(1));
    await(cache().getAll(List.of("a"), null, limited));
    assertThat(calls).hasValue(2);
  }

  @Test
  void getAll_hostileIdsThroughEveryDoor_neverTouchEachOther() throws Exception {
    List<Cached<String>> all = await(cache().getAll(HOSTILE, null, loading));
    for (int i = 0; i < HOSTILE.size(); i++) {
      assertThat(all.get(i).value()).isEqualTo(HOSTILE.get(i) + "#" + (i + 1));
    }
    for (int i = 0; i < HOSTILE.size(); i++) {
      String id = HOSTILE.get(i);
      assertThat(await(cache().invalidate(List.of(id)))).isEqualTo(1);
      int gone = i;
      for (int k = 0; k < HOSTILE.size(); k++) {
        String expected = k <= gone ? null : HOSTILE.get(k) + "#" + (k + 1);
        assertThat(cache().peek(HOSTILE.get(k))).isEqualTo(expected);
      }
    }
    assertThat(await(cache().getAll(HOSTILE, null, loading)))
        .extracting(Cached::level)
        .containsOnly(Level.LOADED);
  }

  @Test
  void invalidate_byPatternAmongHostileIds_removesWhatMatchesAlone() throws Exception {
    for (String pattern : List.of("*", "a*", "x*", "?", "\\*", "{*}", "[a-z]", "caf?", "a::b")) {
      Loading fresh = new Loading();
      await(cache().invalidate(HOSTILE));
      await(cache().getAll(HOSTILE, null, fresh));
      settle();
      List<String> meant = HOSTILE.stream().filter(id -> matches(pattern, id)).toList();
      Invalidate request = new Invalidate(null, null, null, pattern, true);
      assertThat(await(caches().invalidate(request)).removed())
          .as("dry run of %s", pattern)
          .isEqualTo(meant.size());
      request = new Invalidate(null, null, null, pattern, false);
      assertThat(await(caches().invalidate(request)).removed())
          .as("removed by %s", pattern)
          .isEqualTo(meant.size());
      List<Cached<String>> after = await(cache().getAll(HOSTILE, null, fresh));
      for (int i = 0; i < HOSTILE.size(); i++) {
        assertThat(after.get(i).level())
            .as("%s by %s", HOSTILE.get(i), pattern)
            .isEqualTo(meant.contains(HOSTILE.get(i)) ? Level.LOADED : Level.NEAR);
      }
    }
  }

  /** The glob's meaning, slowly and from its definition alone. */
  private static boolean matches(String glob, String text) {
    if (glob.isEmpty()) {
      return text.isEmpty();
    }
    if (glob.charAt(0) == '*') {
      return matches(glob.substring(1), text)
          || (!text.isEmpty()
              && glob.length() > 1
              && text.length() < 300
              && matches(glob, text.substring(1)))
          || glob.length() == 1;
    }
    return !text.isEmpty()
        && (glob.charAt(0) == '?' || glob.charAt(0) == text.charAt(0))
        && matches(glob.substring(1), text.substring(1));
  }

  /** Waits until everything that was sent to Redis is answered. */
  void settle() throws Exception {}

  JsonObject counts() {
    return caches().stats().getJsonObject("caches").getJsonObject("things");
  }

  private void untilCalls(int calls) {
    while (loading.calls.get() < calls) {
      Thread.onSpinWait();
    }
  }

  private interface Asking {
    Future<?> ask();
  }

  private static Throwable failure(Asking asking) throws Exception {
    Future<?> asked;
    try {
      asked = asking.ask();
    } catch (RuntimeException e) {
      return e;
    }
    return await(asked.transform(done -> Future.succeededFuture(done.cause())));
  }
}
