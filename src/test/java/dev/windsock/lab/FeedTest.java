package dev.windsock.lab;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.lab.Post.Stance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FeedTest {
  private static final long NOW = 1_795_435_200_000L;
  private static final long HOUR = 3_600_000;
  private static final long DAY = 24 * HOUR;

  private final World world = new World(LabOptions.defaults());
  private final Feed feed = world.feed("test", Feed.Style.CHAT, 2000);

  private Company company(String symbol) {
    return requireNonNull(world.companies().bySymbol(symbol));
  }

  @Test
  void newest_sameSeedInAnotherWorld_saysTheSame() {
    Feed same = new World(LabOptions.defaults()).feed("test", Feed.Style.CHAT, 2000);
    assertThat(same.newest(company("TSLA"), NOW - DAY, NOW, 500))
        .isEqualTo(feed.newest(company("TSLA"), NOW - DAY, NOW, 500));
  }

  @Test
  void newest_otherSeed_saysSomethingElse() {
    World other = new World(LabOptions.defaults().seed(7));
    Company tesla = requireNonNull(other.companies().bySymbol("TSLA"));
    assertThat(other.feed("test", Feed.Style.CHAT, 2000).newest(tesla, NOW - DAY, NOW, 50))
        .isNotEqualTo(feed.newest(company("TSLA"), NOW - DAY, NOW, 50));
  }

  @Test
  void newest_laterOn_hasTheSamePastAndNewPosts() {
    List<Post> before = feed.newest(company("TSLA"), NOW - HOUR, NOW, 1000);
    List<Post> after = feed.newest(company("TSLA"), NOW - HOUR, NOW + HOUR, 1000);
    assertThat(after).hasSizeGreaterThan(before.size());
    assertThat(after.subList(after.size() - before.size(), after.size())).isEqualTo(before);
  }

  @Test
  void newest_keys_fallWithTimeAndFitAJsonNumber() {
    List<Post> posts = feed.newest(company("TSLA"), NOW - 7 * DAY, NOW, 5000);
    assertThat(posts).hasSize(5000);
    Set<Long> keys = new HashSet<>();
    for (int i = 0; i < posts.size(); i++) {
      assertThat(keys.add(posts.get(i).key())).isTrue();
      assertThat(posts.get(i).key()).isPositive().isLessThan(1L << 53);
      assertThat(Post.millisOf(posts.get(i).key())).isEqualTo(posts.get(i).millis());
      if (i > 0) {
        assertThat(posts.get(i).key()).isLessThan(posts.get(i - 1).key());
      }
    }
  }

  @Test
  void oldest_sameStretch_isNewestReversed() {
    List<Post> newest =
        new ArrayList<>(feed.newest(company("F"), NOW - DAY, NOW, Integer.MAX_VALUE));
    List<Post> oldest = feed.oldest(company("F"), NOW - DAY, NOW, Integer.MAX_VALUE);
    Collections.reverse(newest);
    assertThat(oldest).isEqualTo(newest);
    assertThat(feed.count(company("F"), NOW - DAY, NOW, 10_000)).isEqualTo(newest.size());
  }

  @Test
  void newest_popularSymbol_isWrittenAboutMore() {
    int popular = feed.count(company("TSLA"), NOW - DAY, NOW, 10_000);
    int quiet = feed.count(company("KO"), NOW - DAY, NOW, 10_000);
    assertThat(popular).isBetween(1000, 3000);
    assertThat(quiet).isBetween(50, popular / 3);
  }

  @Test
  void mood_overAWeek_movesSmoothlyAndDiffersBySymbol() {
    Company tesla = company("TSLA");
    double low = 1;
    double high = -1;
    double jump = 0;
    for (long at = NOW - 7 * DAY; at < NOW; at += HOUR / 4) {
      low = Math.min(low, tesla.mood(at));
      high = Math.max(high, tesla.mood(at));
      jump = Math.max(jump, Math.abs(tesla.mood(at) - tesla.mood(at - 60_000)));
    }
    assertThat(high - low).isGreaterThan(0.5);
    assertThat(jump).isLessThan(0.05);
    assertThat(company("AAPL").mood(NOW)).isNotEqualTo(tesla.mood(NOW));
  }

  @Test
  void newest_shareOfBullishPosts_followsTheMood() {
    Company tesla = company("TSLA");
    double covariance = 0;
    for (long at = NOW - 20 * DAY; at < NOW; at += 6 * HOUR) {
      List<Post> posts = feed.newest(tesla, at - 2 * HOUR, at, 1000);
      long bulls = posts.stream().filter(post -> post.stance() == Stance.BULLISH).count();
      long bears = posts.stream().filter(post -> post.stance() == Stance.BEARISH).count();
      double share = (double) (bulls - bears) / (bulls + bears);
      double mood = tesla.mood(at - HOUR);
      assertThat(share).isBetween(mood - 0.5, mood + 0.5);
      covariance += share * mood;
    }
    assertThat(covariance).isPositive();
  }

  @Test
  void newest_manyPosts_holdEveryStanceAndNearCopies() {
    List<Post> posts = feed.newest(company("TSLA"), NOW - 7 * DAY, NOW, 5000);
    for (Stance stance : Stance.values()) {
      assertThat(posts).anyMatch(post -> post.stance() == stance);
    }
    assertThat(posts).noneMatch(post -> post.text().contains("{"));
    assertThat(posts).anyMatch(post -> post.text().endsWith("!!"));
  }

  @Test
  void phrases_everyTemplate_isFilledIn() {
    Phrases phrases = new Phrases(world.companies());
    for (String section :
        List.of(
            "chat.bull",
            "chat.bear",
            "chat.flat",
            "talk.bull",
            "talk.bear",
            "talk.flat",
            "news.bull",
            "news.bear",
            "news.flat",
            "spam",
            "off.chat",
            "off.talk",
            "off.news",
            "detail.bull",
            "detail.bear",
            "detail.flat")) {
      for (int i = 0; i < 500; i++) {
        String said = phrases.say(section, company("TSLA"), Dice.roll(1, i));
        assertThat(said).isNotBlank().doesNotContain("{", "}");
      }
    }
  }

  @Test
  void bySymbol_everySpelling_findsTheSame() {
    assertThat(company("BTC.X")).isEqualTo(company("BTC-USD")).isEqualTo(company("btc"));
    assertThat(company("BRK-B")).isEqualTo(company("BRK.B"));
    assertThat(world.companies().byName("Tesla stock")).isEqualTo(company("TSLA"));
    assertThat(world.companies().byName("tesla")).isEqualTo(company("TSLA"));
    assertThat(world.companies().bySymbol("ZZZQ")).isNull();
    assertThat(world.companies().byName("zzzq")).isNull();
    assertThat(company("QWERT")).isEqualTo(company("QWERT"));
  }
}
