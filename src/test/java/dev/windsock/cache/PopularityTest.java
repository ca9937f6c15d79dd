package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PopularityTest {
  private final Popularity popularity = new Popularity();

  private void ask(String name, int times) {
    for (int i = 0; i < times; i++) {
      popularity.asked(name);
    }
  }

  @Test
  void top_askedForDifferently_isInThatOrder() {
    ask("TSLA", 5);
    ask("AAPL", 9);
    ask("MSFT", 7);
    assertThat(popularity.top(2)).containsExactly("AAPL", "MSFT");
    assertThat(popularity.top(0)).isEmpty();
    assertThat(popularity.top(9)).containsExactly("AAPL", "MSFT", "TSLA");
  }

  @Test
  void top_amongAMillionNamesThatCameOnce_findsThePopular() {
    int noise = 0;
    for (int round = 0; round < 1_000; round++) {
      ask("AAPL", 10);
      ask("TSLA", 8);
      for (int i = 0; i < 50; i++) {
        popularity.asked("noise" + noise++);
      }
    }
    assertThat(popularity.top(2)).containsExactly("AAPL", "TSLA");
    assertThat(popularity.top(Long.MAX_VALUE)).hasSizeLessThanOrEqualTo(Popularity.TRACKED);
  }

  @Test
  void age_again_forgetsWhatIsNotAskedForAnyMore() {
    ask("OLD", 1_000);
    for (int i = 0; i < 9; i++) {
      popularity.age();
      ask("NEW", 10);
    }
    assertThat(popularity.top(1)).containsExactly("NEW");
    popularity.age();
    popularity.age();
    assertThat(popularity.top(9)).doesNotContain("OLD");
  }

  @Test
  void asked_byManyThreads_countsEach() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread thread = new Thread(() -> ask("AAPL", 25_000));
      thread.start();
      threads.add(thread);
    }
    ask("TSLA", 99_999);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(popularity.top(2)).containsExactly("AAPL", "TSLA");
  }
}
