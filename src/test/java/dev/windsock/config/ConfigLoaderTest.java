package dev.windsock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.windsock.option.Secret;
import dev.windsock.provider.ProviderOptions;
import dev.windsock.provider.Upstream;
import dev.windsock.provider.upstream.Upstreams;
import dev.windsock.quota.Window;
import dev.windsock.redis.RedisOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {
  @TempDir Path dir;

  private Sources file(String yaml) throws IOException {
    Path file = Files.writeString(dir.resolve("windsock.yaml"), yaml);
    return new Sources(file, null, null, Map.of(), List.of());
  }

  private static Sources assigned(String... assignments) {
    return new Sources(null, null, null, Map.of(), List.of()).with("--set", List.of(assignments));
  }

  private static Sources variables(Map<String, String> variables) {
    return new Sources(null, null, null, variables, List.of());
  }

  private static List<String> complaints(Sources sources) {
    ConfigException refused =
        catchThrowableOfType(ConfigException.class, () -> ConfigLoader.load(sources));
    assertThat(refused).as("the configuration is refused").isNotNull();
    return refused.violations().stream().map(Violation::toString).toList();
  }

  @Test
  void load_defaultsAlone_areWholeAndSayWhereTheyComeFrom() {
    Loaded loaded = ConfigLoader.load(variables(Map.of()));

    assertThat(loaded.config().http().port()).isEqualTo(8080);
    Map<String, ProviderOptions> providers = loaded.config().providers();
    List<String> enabled = new ArrayList<>();
    providers.forEach(
        (id, options) -> {
          if (options.enabled()) {
            enabled.add(id);
          }
        });
    assertThat(enabled)
        .containsExactly(
            "stocktwits", "yahoo", "google_news", "hackernews", "tickertick", "bluesky", "feed");
    assertThat(providers.keySet())
        .containsAll(Upstreams.all().stream().map(Upstream::id).toList())
        .contains("bluesky", "alpaca", "feed");
    assertThat(loaded.config().provider("stocktwits").quotas())
        .containsExactly(new Window(180, Duration.ofHours(1)));
    assertThat(loaded.origin("http.port")).matches("defaults windsock\\.yaml:[0-9]+");
  }

  @Test
  void load_providerEnabledWithoutWhatItNeeds_isRefusedByName() {
    assertThatThrownBy(
            () -> ConfigLoader.load(variables(Map.of("WINDSOCK_PROVIDERS_SEC_ENABLED", "true"))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("providers.sec.settings.contact: ''")
        .hasMessageContaining("a value, since the provider is enabled");
    assertThatThrownBy(
            () -> ConfigLoader.load(variables(Map.of("WINDSOCK_PROVIDERS_X_ENABLED", "true"))))
        .hasMessageContaining("providers.x.credentials.token");
  }

  @Test
  void load_settingThatTheSourceCannotGoBy_isRefusedByName() {
    Map<String, String> given =
        Map.of(
            "WINDSOCK_PROVIDERS_X_ENABLED", "true",
            "WINDSOCK_PROVIDERS_X_CREDENTIALS_TOKEN", "t",
            "WINDSOCK_PROVIDERS_X_SETTINGS_PAGESIZE", "5000");
    assertThatThrownBy(() -> ConfigLoader.load(variables(given)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("providers.x.settings.pageSize: '5000'")
        .hasMessageContaining("10 to 100");
  }

  @Test
  void load_variableForANameInMixedCase_isThatName() throws IOException {
    Path file = Files.writeString(dir.resolve("key"), "hush-hush\n");
    Loaded loaded =
        ConfigLoader.load(
            variables(
                Map.of(
                    "WINDSOCK_PROVIDERS_ALPACA_CREDENTIALS_KEYID_FILE",
                    file.toString(),
                    "WINDSOCK_PROVIDERS_X_SETTINGS_PAGESIZE",
                    "20")));
    assertThat(loaded.config().provider("alpaca").credentials().get("keyId"))
        .isEqualTo(Secret.of("hush-hush"));
    assertThat(loaded.config().provider("x").settings()).containsEntry("pageSize", "20");
  }

  @Test
  void load_credentialFromAFile_isReadAndMasked() throws IOException {
    Path file = Files.writeString(dir.resolve("key"), "hush-hush\n");
    Loaded loaded =
        ConfigLoader.load(
            variables(
                Map.of(
                    "WINDSOCK_PROVIDERS_X_ENABLED",
                    "true",
                    "WINDSOCK_PROVIDERS_X_CREDENTIALS_TOKEN_FILE",
                    file.toString())));

    ProviderOptions x = loaded.config().provider("x");
    assertThat(x.credentials()).containsEntry("token", Secret.of("hush-hush"));
    assertThat(x.toString()).doesNotContain("hush");
  }

  @Test
  void load_credentialThatIsNoLine_isRefusedWithoutShowingIt() {
    assertThatThrownBy(
            () ->
                ConfigLoader.load(
                    variables(
                        Map.of("WINDSOCK_PROVIDERS_X_CREDENTIALS_TOKEN", "hush\r\nX-Evil: 1"))))
        .hasMessageContaining("providers.x.credentials.token")
        .hasMessageNotContaining("hush");
  }

  @Test
  void load_everyLayer_theLaterWinsAndIsNamed() throws IOException {
    Path base =
        Files.writeString(
            dir.resolve("windsock.yaml"),
            "http:\n  port: 1001\n  host: 127.0.0.2\n  maxConnections: 7\n");
    Files.writeString(dir.resolve("windsock-prod.yaml"), "http: {port: 1002, host: 127.0.0.3}\n");
    Sources sources =
        Sources.of(base, "prod", Map.of("WINDSOCK_HTTP_PORT", "1003", "PATH", "/bin"))
            .with("--set", List.of("http.port=1004"));

    Loaded loaded = ConfigLoader.load(sources);

    assertThat(loaded.config().http().port()).isEqualTo(1004);
    assertThat(loaded.config().http().host()).isEqualTo("127.0.0.3");
    assertThat(loaded.config().http().maxConnections()).isEqualTo(7);
    assertThat(loaded.origin("http.port")).isEqualTo("--set");
    assertThat(loaded.origin("http.host")).endsWith("windsock-prod.yaml:1");
    assertThat(loaded.origin("http.maxConnections")).endsWith("windsock.yaml:4");
    assertThat(loaded.files()).hasSize(2);
  }

  @Test
  void load_variable_reachesEveryKindOfKey() {
    Config config =
        ConfigLoader.load(
                variables(
                    Map.of(
                        "WINDSOCK_PROVIDERS_GOOGLE_NEWS_BASEURL", "http://127.0.0.1:9",
                        "WINDSOCK_PROVIDERS_DEFAULTS_NEGATIVETTLS_EMPTY", "7s",
                        "WINDSOCK_PROVIDERS_YAHOO_CREDENTIALS_API_KEY", "k",
                        "WINDSOCK_REDIS_ENDPOINTS", "redis://a:1, redis://b:2",
                        "WINDSOCK_REDIS_MODE", "cluster",
                        "WINDSOCK_PROVIDERS_YAHOO_QUOTAS", "[{limit: 3, window: 2s}]")))
            .config();

    ProviderOptions yahoo = config.provider("yahoo");
    assertThat(config.provider("google_news").baseUrl()).isEqualTo("http://127.0.0.1:9");
    assertThat(yahoo.negativeTtls().empty()).isEqualTo(Duration.ofSeconds(7));
    assertThat(yahoo.credentials()).containsEntry("api_key", Secret.of("k"));
    assertThat(yahoo.quotas()).containsExactly(new Window(3, Duration.ofSeconds(2)));
    assertThat(config.redis().endpoints()).containsExactly("redis://a:1", "redis://b:2");
    assertThat(config.redis().mode()).isEqualTo(RedisOptions.Mode.CLUSTER);
  }

  @Test
  void load_serviceLinksAndReservedVariables_areNotConfiguration() {
    Loaded loaded =
        ConfigLoader.load(
            variables(
                Map.of(
                    "WINDSOCK_PORT", "tcp://10.0.0.1:80",
                    "WINDSOCK_PORT_80_TCP_ADDR", "10.0.0.1",
                    "WINDSOCK_SERVICE_HOST", "10.0.0.1",
                    "WINDSOCK_JAVA_OPTS", "-Xmx1g")));

    assertThat(loaded.config().http().port()).isEqualTo(8080);
  }

  @Test
  void load_secretFromFile_isReadAndMaskedEverywhere() throws IOException {
    Path secret = Files.writeString(dir.resolve("password"), "hunter2\n");

    Loaded loaded =
        ConfigLoader.load(variables(Map.of("WINDSOCK_REDIS_PASSWORD_FILE", secret.toString())));

    assertThat(loaded.config().redis().password().reveal()).isEqualTo("hunter2");
    assertThat(loaded.entries().toString() + loaded.config()).doesNotContain("hunter2");
    assertThat(loaded.entries())
        .contains(
            new Loaded.Entry("redis.password", "****", "variable WINDSOCK_REDIS_PASSWORD_FILE"));
    assertThat(loaded.files()).contains(secret);
  }

  @Test
  void load_urlWithCredentials_isShownWithoutThem() {
    Loaded loaded =
        ConfigLoader.load(assigned("redis.masterName=redis://user:hunter2@127.0.0.1:1"));

    assertThat(loaded.entries().toString()).doesNotContain("hunter2").contains("//****@127.0.0.1");
    assertThatThrownBy(
            () ->
                ConfigLoader.load(
                    assigned("redis.endpoints=[\"redis://user:hunter2@127.0.0.1:1\"]")))
        .asString()
        .contains("redis.endpoints[0]")
        .doesNotContain("hunter2");
  }

  @Test
  void load_providerBlock_needsOnlyWhatDiffers() throws IOException {
    Config config =
        ConfigLoader.load(
                file("providers:\n  defaults: {deadline: 3s}\n  yahoo: {breaker: {minCalls: 9}}\n"))
            .config();

    assertThat(config.provider("yahoo").breaker().minCalls()).isEqualTo(9);
    assertThat(config.provider("yahoo").breaker().failureRate()).isEqualTo(0.5);
    assertThat(config.provider("feed").deadline()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void load_textThatLooksLikeSomethingElse_staysText() throws IOException {
    Config config =
        ConfigLoader.load(file("redis: {namespace: 0123, masterName: on, username: 1.10}\n"))
            .config();

    assertThat(config.redis().namespace()).isEqualTo("0123");
    assertThat(config.redis().masterName()).isEqualTo("on");
    assertThat(config.redis().username()).isEqualTo("1.10");
  }

  @Test
  void load_keyWithNothing_leavesWhatLiesBelow() throws IOException {
    Config config = ConfigLoader.load(file("http:\nredis:\n  namespace: ~\n")).config();

    assertThat(config.http().port()).isEqualTo(8080);
    assertThat(config.redis().namespace()).isEqualTo("ws");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http.port=80800 | http.port: '80800' is not allowed (--set); allowed: 0 to 65535",
        "http.port=0123 | http.port: '0123' is not allowed (--set); allowed: a whole number",
        "http.port=99999999999 | http.port: '99999999999' is not allowed (--set); allowed: a whole",
        "http.idleTimeout=5 | http.idleTimeout: '5' is not allowed (--set); allowed: a duration"
            + " with its unit",
        "http.idleTimeout=1ms | http.idleTimeout: '1ms' is not allowed (--set); allowed: 1s to 1h",
        "http.maxBodyBytes=64 | http.maxBodyBytes: '64' is not allowed (--set); allowed: a size"
            + " with its unit",
        "redis.tls=on | redis.tls: 'on' is not allowed (--set); allowed: true or false",
        "redis.mode=single | redis.mode: 'single' is not allowed (--set); allowed: none,"
            + " standalone, sentinel",
        "cache.ttlJitter=NaN | cache.ttlJitter: 'NaN' is not allowed (--set); allowed: a number",
        "cache.ttlJitter=0.9 | cache.ttlJitter: '0.9' is not allowed (--set); allowed: 0.0 to 0.5",
        "providers.yahoo.quotas=[{limit: 0, window: 1s}] | providers.yahoo.quotas[0].limit: '0' is"
            + " not allowed (--set); allowed: 1 to 10000000",
        "providers.yahoo.quotas=[{limit: 1, window: 1ms}] | providers.yahoo.quotas[0].window: '1ms'"
            + " is not allowed (--set); allowed: 1s to 31d",
        "providers.yahoo.quotas=[{limit: 1}] | providers.yahoo.quotas[0].window: is missing"
            + " (--set); allowed: a duration",
        "providers.yahoo.quotas=[{limit: 1 | providers.yahoo.quotas: is not YAML",
        "providers.yahoo.start=soon | providers.yahoo.start: 'soon' is not allowed (--set);"
            + " allowed: lazy, eager",
        "providers.stocktwit.enabled=false | providers.stocktwit: unknown key (--set); did you mean"
            + " 'stocktwits'?",
        "cahce.ttlJitter=0 | cahce: unknown key (--set); did you mean 'cache'?",
        "cache.ttl_jitter=0 | cache.ttl_jitter: unknown key (--set); did you mean 'ttlJitter'?",
        "cache.zzzzzz=0 | cache.zzzzzz: unknown key (--set); known here: compressAboveBytes",
        "http=8080 | http: '8080' is not allowed (--set); allowed: a mapping of the keys",
        "http.port.x=1 | http.port: 'a mapping of keys' is not allowed (--set); allowed: a whole",
        "=1 | --set: has no key (command line); allowed: key=value"
      })
  void load_badValue_saysKeyValueSourceAndWhatIsAllowed(String assignment, String complaint) {
    assertThat(complaints(assigned(assignment)))
        .singleElement()
        .asString()
        .startsWith(complaint)
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'http: {port: [' | is not YAML",
        "'http:\n\tport: 1' | is not YAML",
        "'a: 1\n---\nb: 2' | is not YAML",
        "'- http' | holds a list",
        "'http' | holds a value",
        "'' | is empty",
        "'  \n' | is empty",
        "'http:\n  port: 1\n  port: 2\n' | http.port: stands there twice",
        "'? [a]\n: 1\n' | a list or mapping stands as a key"
      })
  void load_fileThatIsNoConfiguration_isRefusedWithFileAndReason(String yaml, String complaint)
      throws IOException {
    assertThat(complaints(file(yaml)))
        .first()
        .asString()
        .contains(complaint)
        .contains("windsock.yaml")
        .doesNotContain("\n");
  }

  @Test
  void load_severalFaults_areAllToldWithTheirLines() throws IOException {
    Path base =
        Files.writeString(
            dir.resolve("windsock.yaml"),
            """
            http:
              port: x
              prot: 1
            redis:
              commandTimeout: 1h
            providers:
              defaults:
                ttll: 5s
            """);

    assertThat(complaints(Sources.of(base, null, Map.of())))
        .hasSize(4)
        .anySatisfy(it -> assertThat(it).contains("http.port: 'x'").contains("windsock.yaml:2"))
        .anySatisfy(
            it -> assertThat(it).contains("http.prot: unknown").contains(":3").contains("'port'"))
        .anySatisfy(
            it -> assertThat(it).contains("redis.commandTimeout: '1h'").contains("10ms to 10s"))
        .anySatisfy(it -> assertThat(it).contains("providers.defaults.ttll").contains("'ttl'"));
  }

  @Test
  void load_aliasBomb_isRefusedQuickly() throws IOException {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    Files.writeString(dir.resolve("loop.yaml"), "http: &a {port: *a}\n");

    assertThat(complaints(file(bomb.toString()))).first().asString().contains("not usable YAML");
    assertThat(complaints(new Sources(dir.resolve("loop.yaml"), null, null, Map.of(), List.of())))
        .first()
        .asString()
        .contains("loop.yaml");
  }

  @Test
  void load_tagThatNamesAClass_buildsNothing() throws IOException {
    assertThat(complaints(file("http: !!javax.script.ScriptEngineManager [x]\n")))
        .first()
        .asString()
        .contains("Global tag is not allowed")
        .contains("windsock.yaml:1");
  }

  @Test
  void load_unknownVariable_namesTheNearest() {
    assertThat(complaints(variables(Map.of("WINDSOCK_PROVIDERS_STOCKTWITS_BASE_URL", "x"))))
        .singleElement()
        .asString()
        .startsWith("WINDSOCK_PROVIDERS_STOCKTWITS_BASE_URL: unknown variable (environment)")
        .contains("'WINDSOCK_PROVIDERS_STOCKTWITS_BASEURL'");
  }

  @Test
  void load_fileForWhatIsNoSecret_isRefused() {
    assertThat(complaints(variables(Map.of("WINDSOCK_REDIS_NAMESPACE_FILE", "/nowhere"))))
        .singleElement()
        .asString()
        .contains("_FILE for secrets alone");
  }

  @Test
  void load_missingFiles_areNamed() {
    assertThat(complaints(variables(Map.of("WINDSOCK_REDIS_PASSWORD_FILE", "/nowhere/at/all"))))
        .singleElement()
        .asString()
        .contains("/nowhere/at/all does not exist")
        .contains("WINDSOCK_REDIS_PASSWORD_FILE");
    assertThat(complaints(Sources.of(dir.resolve("none.yaml"), "prod", Map.of())))
        .hasSize(2)
        .anySatisfy(it -> assertThat(it).contains("none-prod.yaml does not exist"));
  }

  @Test
  void load_secretInTheWrongShape_isNotShown() throws IOException {
    assertThat(
            complaints(
                file("redis: {password: [hunter2]}\nproviders: {yahoo: {credentials: hunter2}}\n")))
        .hasSize(2)
        .allSatisfy(it -> assertThat(it).doesNotContain("hunter2"));
    assertThat(complaints(file("redis:\n  pasword: hunter2\n")).get(0)).doesNotContain("hunter2");
    assertThat(complaints(file("redis:\n  password: \"hunter2\n")).get(0))
        .doesNotContain("hunter2");
    assertThat(complaints(assigned("hunter2")).get(0)).doesNotContain("hunter2");
  }

  @Test
  void load_controlCharacters_areEscapedInComplaints() {
    assertThat(complaints(assigned("http.port=8\u001b[31m\n0")).get(0))
        .contains("\\u001B[31m\\u000A")
        .doesNotContain("\u001b");
  }

  @Test
  void load_limitBelowTheInstancesWithoutRedis_isRefusedUnlessItIsSharedOrDisabled() {
    String[] three = {"quota.instances=3", "providers.google_news.enabled=false"};
    assertThat(complaints(assigned(three)))
        .singleElement()
        .asString()
        .startsWith("providers.yahoo.quotas[0].limit: '1' is not allowed (defaults windsock.yaml:")
        .endsWith("allowed: 3 to 10000000 with quota.instances 3 and no Redis");
    assertThat(
            complaints(
                assigned(
                    "redis.mode=standalone",
                    "quota.instances=3",
                    "quota.localShare=1",
                    "providers.yahoo.quotas=[{limit: 1, window: 10s}, {limit: 30, window: 1h}]")))
        .singleElement()
        .asString()
        .contains("providers.yahoo.quotas[0].limit: '1'")
        .endsWith("3 to 10000000 with quota.instances 3 and quota.localShare 1.0");
    ConfigLoader.load(assigned("quota.instances=3", "redis.mode=standalone"));
    ConfigLoader.load(assigned(three).with("--set", List.of("providers.yahoo.enabled=false")));
  }

  @Test
  void load_shippedOverlays_areValid() {
    for (String env : List.of("dev", "prod")) {
      Path base = Path.of("conf/windsock.yaml");
      assertThat(ConfigLoader.load(Sources.of(base, env, Map.of())).files()).hasSize(2);
      Sources jarAlone = new Sources(null, null, "windsock-" + env + ".yaml", Map.of(), List.of());
      assertThat(ConfigLoader.load(jarAlone).config().providers()).hasSizeGreaterThan(6);
    }
  }
}
