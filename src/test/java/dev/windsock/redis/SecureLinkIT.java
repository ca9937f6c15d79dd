package dev.windsock.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.option.Secret;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.redis.client.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS in front of a real Redis, and who may come in. */
@Timeout(60)
class SecureLinkIT {
  @TempDir private static Path dir;
  private static final char[] PHRASE = "changeit".toCharArray();
  private static final Vertx VERTX = Vertx.vertx();
  private static RedisProcess redis;

  @BeforeAll
  static void start() throws Exception {
    certificate("good", "DNS:localhost,IP:127.0.0.1");
    certificate("other", "DNS:redis.example.com");
    redis = RedisProcess.server(dir);
  }

  @AfterAll
  static void stop() throws Exception {
    Watched.await(VERTX.close());
    redis.close();
  }

  /** A key with a certificate that vouches for itself, by the JDK's own tool. */
  private static void certificate(String name, String names) throws Exception {
    keytool(
        "-genkeypair",
        "-alias",
        name,
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + name,
        "-ext",
        "SAN=" + names,
        "-ext",
        "BC=ca:true",
        "-validity",
        "2",
        "-storetype",
        "PKCS12",
        "-keystore",
        dir.resolve(name + ".p12").toString(),
        "-storepass",
        new String(PHRASE));
    KeyStore made = KeyStore.getInstance(dir.resolve(name + ".p12").toFile(), PHRASE);
    Files.writeString(
        dir.resolve(name + ".pem"),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(made.getCertificate(name).getEncoded())
            + "\n-----END CERTIFICATE-----\n");
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.add("-J-XX:TieredStopAtLevel=1");
    command.addAll(Arrays.asList(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Files.createTempFile(dir, "keytool", ".log").toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  private static int secured(String name) throws Exception {
    return FaultProxy.start(
            VERTX,
            redis.port(),
            new NetServerOptions()
                .setHost("127.0.0.1")
                .setSsl(true)
                .setKeyCertOptions(
                    new PfxOptions()
                        .setPath(dir.resolve(name + ".p12").toString())
                        .setPassword(new String(PHRASE))))
        .port();
  }

  private static RedisOptions options(
      String endpoint, String user, String password, boolean tls, String trust) {
    return new RedisOptions(
        RedisOptions.Mode.STANDALONE,
        List.of(endpoint),
        "",
        user,
        Secret.of(password),
        tls,
        trust.isEmpty() ? "" : dir.resolve(trust).toString(),
        Duration.ofSeconds(3),
        Duration.ofMillis(250),
        Duration.ofMillis(250),
        "ws");
  }

  private static String refused(RedisOptions options) throws Exception {
    return refused(options, false);
  }

  private static String refused(RedisOptions options, boolean plain) throws Exception {
    try (Watched on = new Watched(options)) {
      String reason = on.next(LinkState.Down.class).reason();
      while (!plain && reason.startsWith("no greeting")) {
        // A busy machine may need longer for its first handshake.
        reason = on.next(LinkState.Down.class).reason();
      }
      assertThat(on.link.state()).isInstanceOf(LinkState.Down.class);
      assertThat(on.send(Command.PING).failed()).isTrue();
      return reason;
    }
  }

  @Test
  void tls_authorityAndNameAreRight_isUp() throws Exception {
    int port = secured("good");
    for (RedisOptions options :
        List.of(
            options("rediss://localhost:" + port, "", "", false, "good.pem"),
            options("redis://127.0.0.1:" + port, "", "", true, "good.pem"))) {
      try (Watched on = new Watched(options)) {
        on.next(LinkState.Up.class);
        assertThat(on.run(Command.PING)).hasToString("PONG");
      }
    }
  }

  @Test
  void tls_authorityIsUnknown_isRefusedAndSaysSo() throws Exception {
    int port = secured("good");
    assertThat(refused(options("rediss://localhost:" + port, "", "", true, "other.pem")))
        .startsWith("TLS refused: ")
        .containsIgnoringCase("path");
    assertThat(refused(options("rediss://localhost:" + port, "", "", true, "")))
        .startsWith("TLS refused: ")
        .containsIgnoringCase("path");
  }

  @Test
  void tls_nameIsAnother_isRefusedAndSaysSo() throws Exception {
    int port = secured("other");
    assertThat(refused(options("rediss://localhost:" + port, "", "", true, "other.pem")))
        .startsWith("TLS refused: ")
        .contains("localhost");
  }

  @Test
  void tls_serverSpeaksPlain_isRefusedAndNothingIsSaidInPlain() throws Exception {
    assertThat(
            refused(
                options("redis://localhost:" + redis.port(), "", "hush", true, "good.pem"), true))
        .isNotEmpty();
    assertThat(redis.run("INFO commandstats")).doesNotContain("cmdstat_auth", "cmdstat_hello");
  }

  @Test
  void tls_trustFileIsMissing_saysWhich() throws Exception {
    assertThat(refused(options("rediss://localhost:1", "", "", true, "none.pem")))
        .contains("none.pem");
  }

  @Test
  void acl_userAndPassword_comeInAndOthersDoNot() throws Exception {
    try (RedisProcess guarded = RedisProcess.server(dir, "requirepass root-word")) {
      guarded.run("ACL SETUSER app on >app-word ~ws:* +@all");
      String endpoint = guarded.endpoint();
      try (Watched on = new Watched(options(endpoint, "app", "app-word", false, ""))) {
        on.next(LinkState.Up.class);
        assertThat(on.run(Command.SET, "ws:k", "v")).hasToString("OK");
        assertThat(Watched.failure(on.send(Command.SET, "other", "v")))
            .hasMessageContaining("NOPERM");
        assertThat(on.link.state()).isInstanceOf(LinkState.Up.class);
      }
      assertThat(refused(options(endpoint, "app", "wrong-word", false, "")))
          .startsWith("AUTH refused: WRONGPASS")
          .doesNotContain("wrong-word");
      assertThat(refused(options(endpoint, "", "", false, ""))).startsWith("AUTH refused: NOAUTH");
    }
  }

  @Test
  void acl_userMayNotAskWhoIsThere_isUpAllTheSame() throws Exception {
    try (RedisProcess guarded = RedisProcess.server(dir, "requirepass root-word")) {
      guarded.run("ACL SETUSER app on >app-word ~ws:* +get +set +hello +auth");
      try (Watched on = new Watched(options(guarded.endpoint(), "app", "app-word", false, ""))) {
        assertThat(on.next(LinkState.Up.class).runId()).isEmpty();
        assertThat(on.run(Command.SET, "ws:k", "v")).hasToString("OK");
      }
    }
  }

  @Test
  void acl_passwordRotated_isLostAtTheNextConnectionAndFoundWithTheNewOne() throws Exception {
    try (RedisProcess guarded = RedisProcess.server(dir, "requirepass root-word")) {
      guarded.run("ACL SETUSER app on >old-word ~* +@all");
      String endpoint = guarded.endpoint();
      try (Watched on = new Watched(options(endpoint, "app", "old-word", false, ""))) {
        on.next(LinkState.Up.class);
        guarded.run("ACL SETUSER app resetpass >new-word");
        assertThat(on.run(Command.PING)).hasToString("PONG");
        guarded.run("CLIENT KILL USER app");
        LinkState.Down down = on.next(LinkState.Down.class);
        while (!down.reason().startsWith("AUTH refused: WRONGPASS")) {
          down = on.next(LinkState.Down.class);
        }
        on.link.reconfigure(options(endpoint, "app", "new-word", false, ""));
        on.next(LinkState.Up.class);
        assertThat(on.run(Command.PING)).hasToString("PONG");
      }
    }
  }
}
