package dev.windsock.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windsock.option.InvalidValueException;
import dev.windsock.option.Secret;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is one client, and what it cannot make up. */
class ClientsTest {
  private static ClientOptions options(boolean limitLoopback, String... trusted) {
    return new ClientOptions(
        10,
        Duration.ofMinutes(1),
        100,
        limitLoopback,
        Map.of("ana", Secret.of("0123456789abcdef")),
        List.of(trusted));
  }

  private static @Nullable String of(ClientOptions options, String peer, String... headers) {
    MultiMap map = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < headers.length; i += 2) {
      map.add(headers[i], headers[i + 1]);
    }
    return new Clients(options).of(peer, map);
  }

  @Test
  void of_headersAClientCanInvent_changeNothing() {
    ClientOptions options = options(false);
    String address = of(options, "203.0.113.7");
    assertThat(address).isEqualTo("203.0.113.7");
    assertThat(of(options, "203.0.113.7", "X-Forwarded-For", "198.51.100.1")).isEqualTo(address);
    assertThat(of(options, "203.0.113.7", "X-Api-Key", "no such key 1234")).isEqualTo(address);
    assertThat(of(options, "203.0.113.7", "Authorization", "Bearer x")).isEqualTo(address);
  }

  @Test
  void of_knownKey_isOneClientWhereverItComesFrom() {
    String key = "0123456789abcdef";
    assertThat(of(options(false), "203.0.113.7", "X-Api-Key", key)).isEqualTo("key:ana");
    assertThat(of(options(false), "127.0.0.1", "X-Api-Key", key)).isEqualTo("key:ana");
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:1:2:3:4:5:6,2001:db8:1:2::",
    "2001:db8:1:2:ffff::1,2001:db8:1:2::",
    "2001:db8:1:3::1,2001:db8:1:3::",
    "::ffff:203.0.113.7,203.0.113.7"
  })
  void of_ipv6_isItsFirst64Bits(String peer, String same) {
    assertThat(of(options(false), peer)).isEqualTo(of(options(false), same));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"})
  void of_loopback_isLimitedWhereConfigured(String peer) {
    assertThat(of(options(false), peer)).isNull();
    assertThat(of(options(true), peer)).isNotNull();
  }

  @Test
  void of_trustedProxy_theLastHopThatIsNotTrustedCounts() {
    ClientOptions options = options(false, "10.0.0.0/8", "fd00::/8");
    assertThat(of(options, "10.1.2.3", "X-Forwarded-For", "6.6.6.6, 198.51.100.1, 10.9.9.9"))
        .isEqualTo("198.51.100.1");
    assertThat(of(options, "fd00::9", "X-Forwarded-For", "6.6.6.6", "X-Forwarded-For", "9.9.9.9"))
        .isEqualTo("9.9.9.9");
    assertThat(of(options, "10.1.2.3", "X-Forwarded-For", "198.51.100.1, made up"))
        .isEqualTo("10.1.2.3");
    assertThat(of(options, "10.1.2.3")).isEqualTo("10.1.2.3");
    assertThat(of(options, "11.1.2.3", "X-Forwarded-For", "198.51.100.1")).isEqualTo("11.1.2.3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "fd00::/129", "example.com", "10.0.0.0/x", "", "/8"})
  void options_noNetwork_isRefusedByName(String network) {
    assertThatThrownBy(() -> options(false, network))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("trustedProxies[0]");
  }

  @Test
  void options_shortKey_isRefusedWithoutShowingIt() {
    assertThatThrownBy(
            () ->
                new ClientOptions(
                    1,
                    Duration.ofMinutes(1),
                    1,
                    false,
                    Map.of("bob", Secret.of("hunter2")),
                    List.of()))
        .hasMessageContaining("bob")
        .hasMessageNotContaining("hunter2");
  }
}
