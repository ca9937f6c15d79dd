package dev.windsock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.time.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreparedTest {
  private final ManualClock clock = new ManualClock();
  private final Prepared prepared = new Prepared(clock);
  private final List<Promise<Facts>> fetches = new ArrayList<>();

  private Future<Facts> get() {
    return prepared.get(
        () -> {
          Promise<Facts> fetch = Promise.promise();
          fetches.add(fetch);
          return fetch.future();
        });
  }

  private static Facts token(String value, Duration life) {
    return new Facts(Map.of("token", value), life);
  }

  @Test
  void get_manyAtOnce_fetchOnceAndShare() {
    List<Future<Facts>> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(get());
    }
    assertThat(fetches).hasSize(1);
    Facts facts = token("a", Duration.ofHours(1));

    fetches.get(0).complete(facts);

    assertThat(all).allSatisfy(one -> assertThat(one.result()).isSameAs(facts));
    assertThat(get().result()).isSameAs(facts);
    assertThat(fetches).hasSize(1);
  }

  @Test
  void get_shortlyBeforeTheEnd_isFetchedAnew() {
    get();
    fetches.get(0).complete(token("a", Duration.ofHours(1)));
    clock.advance(Duration.ofMinutes(58));
    assertThat(get().isComplete()).isTrue();
    clock.advance(Duration.ofMinutes(1).plusSeconds(1));

    assertThat(get().isComplete()).isFalse();

    assertThat(fetches).hasSize(2);
  }

  @Test
  void get_lifeOfNothing_isStillUsedOnce() {
    get();
    fetches.get(0).complete(token("a", Duration.ZERO));
    assertThat(get().isComplete()).isTrue();
  }

  @Test
  void get_fetchFailed_isTriedAgain() {
    Future<Facts> failed = get();
    fetches.get(0).fail("no");
    assertThat(failed.failed()).isTrue();

    get();

    assertThat(fetches).hasSize(2);
  }

  @Test
  void refuted_theOneInUse_isFetchedAnewButNotTheOneThatReplacedIt() {
    get();
    Facts old = token("a", Duration.ofHours(1));
    fetches.get(0).complete(old);

    prepared.refuted(old);
    get();
    Facts renewed = token("b", Duration.ofHours(1));
    fetches.get(1).complete(renewed);
    // Another read that was refused with the old one comes late.
    prepared.refuted(old);

    assertThat(get().result()).isSameAs(renewed);
    assertThat(fetches).hasSize(2);
  }

  @Test
  void toString_facts_showNothing() {
    assertThat(token("hush", Duration.ofHours(1)).toString()).doesNotContain("hush");
  }
}
