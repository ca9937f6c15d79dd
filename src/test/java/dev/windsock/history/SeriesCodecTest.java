package dev.windsock.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windsock.sentiment.Series;
import dev.windsock.sentiment.Series.Hour;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeriesCodecTest {
  private final SeriesCodec codec = new SeriesCodec();

  private static Series series() {
    List<Hour> hours = new ArrayList<>();
    for (int hour = 0; hour < 840; hour++) {
      hours.add(new Hour(495_000 + hour, hour, hour / 2f, -.25f, .125f));
    }
    return new Series(Map.of("stocktwits", hours, "x", List.of(new Hour(1, 2, 3, 1, 0))));
  }

  @Test
  void decode_whatWasEncoded_isTheSame() {
    assertThat(codec.decode(codec.encode(series()))).isEqualTo(series());
    assertThat(codec.decode(codec.encode(Series.EMPTY))).isEqualTo(Series.EMPTY);
    assertThat(codec.encode(series()).length).isLessThan(17_000);
  }

  @Test
  void decode_brokenBytes_failsWithoutTakingMemory() {
    byte[] whole = codec.encode(series());
    assertThatThrownBy(() -> codec.decode(Arrays.copyOf(whole, 500)))
        .isInstanceOf(RuntimeException.class);
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      byte[] broken = whole.clone();
      broken[random.nextInt(40)] = (byte) random.nextInt();
      try {
        codec.decode(broken);
      } catch (RuntimeException e) {
        // A miss; anything else, an OutOfMemoryError above all, fails the test.
      }
    }
  }
}
