package dev.windsock.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.Messages.Priority;
import dev.windsock.bus.QuotaMessages.Acquire;
import dev.windsock.time.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Four instances whose limit changes where their local shares do: 20 a minute gives each of them
 * one call of its own, 19 none.
 */
final class ChangedLimitTest {
  private static final QuotaOptions OPTIONS =
      new QuotaOptions(
          4, 0.2, "", 10, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));

  private final ManualClock clock = new ManualClock();
  private final Random random = new Random(1);
  private final SimulatedRedis redis = new SimulatedRedis(clock, random, false, args -> args);
  private int granted;

  private List<Place> places(int limit) {
    return Stream.generate(() -> place(OPTIONS, limit)).limit(4).toList();
  }

  private Place place(QuotaOptions options, int limit) {
    return new Place(clock, redis, random, 0, options, provider(limit), false);
  }

  private static QuotaOptions options(int instances, double localShare) {
    return LimiterContract.options(instances, localShare);
  }

  private static ProviderQuota provider(int limit) {
    return new ProviderQuota(List.of(new Window(limit, Duration.ofMinutes(1))), "");
  }

  private void take(Place place, int wanted) {
    place
        .quotas()
        .acquire(new Acquire("p", 1, wanted, Priority.INTERACTIVE, 1_000))
        .onSuccess(permit -> granted += permit.granted());
    clock.advance(Duration.ofSeconds(2));
  }

  @Test
  void reload_lowerLimitMovesLocalSharesToTheSharedLane_theHigherIsNotExceeded() {
    List<Place> places = places(20);
    places.forEach(place -> take(place, 1));
    assertThat(granted).as("local grants").isEqualTo(4);
    places.get(0).reload(provider(19), () -> {});
    take(places.get(0), 30);
    assertThat(granted).isEqualTo(20);
  }

  @Test
  void reload_higherLimitMovesTheSharedLanesShareToLocalOnes_itIsNotExceeded() {
    List<Place> places = places(19);
    take(places.get(0), 30);
    assertThat(granted).as("shared grants").isEqualTo(16);
    places.forEach(place -> place.reload(provider(20), () -> {}));
    places.forEach(place -> take(place, 30));
    assertThat(granted).isEqualTo(20);
  }

  @Test
  void reload_instanceThatNeverHeardOfItStartsTheLedgerAnew_theHigherIsNotExceeded() {
    List<Place> places = places(19);
    places.subList(0, 3).forEach(place -> place.reload(provider(20), () -> {}));
    clock.advance(Duration.ofSeconds(1));
    redis.flush();
    take(places.get(3), 1);
    clock.advance(Duration.ofMinutes(2));
    take(places.get(3), 30);
    places.subList(0, 3).forEach(place -> take(place, 1));
    assertThat(granted).isPositive().isLessThanOrEqualTo(20);
  }

  @Test
  void reload_localLimitLoweredAndRaisedAgain_nothingIsForgotten() {
    Place place = place(options(1, 1), 11);
    take(place, 30);
    place.reload(provider(7), () -> {});
    place.reload(provider(11), () -> {});
    take(place, 30);
    assertThat(granted).isEqualTo(11);
  }

  @Test
  void reload_sharedLimitLoweredAndRaisedAgain_nothingIsForgotten() {
    Place place = place(options(2, 0), 11);
    take(place, 30);
    place.reload(provider(7), () -> {});
    take(place, 30);
    place.reload(provider(11), () -> {});
    take(place, 30);
    assertThat(granted).isEqualTo(11);
  }

  @Test
  void restart_betweenALowerAndAHigherLimit_nothingIsForgotten() {
    Place place = place(options(1, 1), 11);
    take(place, 30);
    for (int limit : new int[] {7, 3, 11}) {
      place.reload(provider(limit), () -> {});
      place.end(true);
      place.start(true);
      take(place, 30);
    }
    assertThat(granted).isEqualTo(11);
  }
}
