package dev.windsock.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.option.Secret;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.redis.client.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Redis moves to another address under the same name. */
@Timeout(60)
class LinkNamesIT {
  @TempDir private Path dir;

  private void point(String address) throws Exception {
    Path written = Files.writeString(dir.resolve("next"), address + " redis.test\n");
    Files.move(written, dir.resolve("hosts"), StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void link_nameLeadsElsewhere_isFollowedAtTheNextConnection() throws Exception {
    point("127.0.0.1");
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setAddressResolverOptions(
                    new AddressResolverOptions()
                        .setHostsPath(dir.resolve("hosts").toString())
                        .setHostsRefreshPeriod(1)));
    try (RedisProcess old = RedisProcess.server(dir);
        RedisProcess moved = RedisProcess.server(dir)) {
      FaultProxy here =
          FaultProxy.start(vertx, old.port(), new NetServerOptions().setHost("127.0.0.1"));
      FaultProxy.start(
          vertx, moved.port(), new NetServerOptions().setHost("127.0.0.2").setPort(here.port()));
      RedisOptions options =
          new RedisOptions(
              RedisOptions.Mode.STANDALONE,
              List.of("redis://redis.test:" + here.port()),
              "",
              "",
              Secret.of(""),
              false,
              "",
              Duration.ofSeconds(3),
              Duration.ofMillis(250),
              Duration.ofMillis(250),
              "ws");
      try (Watched on = new Watched(vertx, options)) {
        on.next(LinkState.Up.class);
        assertThat(on.run(Command.CONFIG, "GET", "port").get("port"))
            .hasToString(Integer.toString(old.port()));
        point("127.0.0.2");
        here.cut();
        on.next(LinkState.Down.class);
        on.next(LinkState.Up.class);
        assertThat(on.run(Command.CONFIG, "GET", "port").get("port"))
            .hasToString(Integer.toString(moved.port()));
      }
    }
  }
}
