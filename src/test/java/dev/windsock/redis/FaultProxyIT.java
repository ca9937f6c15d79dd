package dev.windsock.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.time.Waiting;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The proxy breaks connections as networks do: it never reorders, and never leaves a hole. */
@Timeout(30)
class FaultProxyIT {
  private final Vertx vertx = Vertx.vertx();

  @SuppressWarnings("JdkObsolete") // Filled on one thread, read on another.
  private final StringBuffer received = new StringBuffer();

  private final BlockingQueue<String> news = new LinkedBlockingQueue<>();
  private final NetClient client = vertx.createNetClient();
  private FaultProxy proxy;
  private NetSocket socket;

  @BeforeEach
  void open() throws Exception {
    int port =
        vertx
            .createNetServer()
            .connectHandler(
                taken ->
                    taken.handler(
                        bytes -> {
                          received.append(bytes);
                          news.add("bytes");
                        }))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS)
            .actualPort();
    proxy = FaultProxy.start(vertx, port);
    socket =
        client
            .connect(proxy.port(), "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    socket.closeHandler(closed -> news.add("closed"));
    say("a");
    until("a");
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private void say(String text) throws Exception {
    socket.write(text).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private void until(String all) throws Exception {
    while (received.length() < all.length()) {
      assertThat(news.poll(10, TimeUnit.SECONDS)).as("more than %s", received).isEqualTo("bytes");
    }
    assertThat(received).hasToString(all);
  }

  private void keepsOrder(Consumer<FaultProxy> fault) throws Exception {
    StringBuilder said = new StringBuilder("a");
    for (int round = 0; round < 10; round++) {
      fault.accept(proxy);
      said.append("slow").append(round);
      say("slow" + round);
      Promise<Void> turn = Promise.promise();
      vertx.setTimer(2, fired -> turn.complete());
      turn.future().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
      proxy.pass();
      said.append("fast").append(round);
      say("fast" + round);
    }
    until(said.toString());
  }

  @Test
  void pass_afterADelay_laterBytesDoNotOvertake() throws Exception {
    keepsOrder(slow -> slow.delay(50));
  }

  @Test
  void pass_afterADrip_laterBytesDoNotOvertake() throws Exception {
    keepsOrder(slow -> slow.drip(1));
  }

  @Test
  void pass_afterASplit_laterBytesDoNotOvertake() throws Exception {
    keepsOrder(slow -> slow.split(1));
  }

  @Test
  void delay_thenSplit_laterBytesDoNotOvertake() throws Exception {
    proxy.delay(50);
    say("one");
    proxy.split(1);
    say("two");
    until("aonetwo");
  }

  @Test
  void dropRequests_thenAnotherFault_nothingComesAfterTheHole() throws Exception {
    proxy.dropRequests();
    socket.write(Buffer.buffer("lost"));
    Waiting.await(Waiting.until(vertx, () -> proxy.torn() == 1));
    proxy.split(2);
    socket.write(Buffer.buffer("late"));
    proxy.pass();
    String last;
    do {
      last = news.poll(10, TimeUnit.SECONDS);
      assertThat(last).isNotNull();
    } while (!last.equals("closed"));
    assertThat(received).hasToString("a");
  }
}
