package dev.windsock.cache;

import dev.windsock.cache.Far.Stored;
import dev.windsock.redis.Keys;
import dev.windsock.redis.LinkDownException;
import dev.windsock.redis.RedisLink;
import dev.windsock.redis.Script;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entries that are stored together: one command for each bucket, so one round-trip for each node of
 * Redis, however many they are (up to {@value #MAX_ENTRIES} entries or {@value #MAX_BYTES} bytes;
 * then another command right behind the first, as Redis must not be held up for long). Gathered and
 * sent once, on one thread.
 */
final class Stores<V> {
  private static final Script STORE = Script.load(Stores.class, "store.lua");
  private static final int MAX_ENTRIES = 200;
  private static final int MAX_BYTES = 2 << 20;

  /**
   * One entry to store.
   *
   * @param expected what must lie there: the version seen, {@code ""} for nothing, {@link Far#ANY}
   * @param encoded its value, encoded
   * @param keepMillis how long Redis keeps it
   * @param announce whether the other instances must hear of it
   * @param token the lease under which it was loaded, empty for none; {@link Far#CHANGE} for what
   *     was not loaded
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Store<V>(
      String id,
      Object expected,
      Entry<V> entry,
      byte[] encoded,
      long keepMillis,
      boolean announce,
      String token) {}

  /** One on its way. */
  private record Item<V>(Store<V> store, Future<byte[]> packed, Promise<Stored<V>> done) {}

  private final RedisLink link;
  private final Keys keys;
  private final String cache;
  private final String source;
  private final Far<V> far;
  private final List<Item<V>> items = new ArrayList<>();

  Stores(RedisLink link, Keys keys, String cache, String source, Far<V> far) {
    this.link = link;
    this.keys = keys;
    this.cache = cache;
    this.source = source;
    this.far = far;
  }

  /**
   * Adds an entry.
   *
   * @param packed its envelope where it was packed already
   * @return fails when Redis does not answer: the entry may have been stored
   */
  Future<Stored<V>> add(Store<V> store, byte @Nullable [] packed) {
    Future<byte[]> envelope =
        packed == null
            ? far.pack(store.id(), store.entry(), store.encoded(), store.keepMillis())
            : Future.succeededFuture(packed);
    Item<V> item = new Item<>(store, envelope, Promise.promise());
    items.add(item);
    return item.done.future();
  }

  /** Sends them, those that are still being packed when all are. */
  void send() {
    List<Future<byte[]>> packing = items.stream().map(Item::packed).toList();
    if (packing.stream().allMatch(Future::isComplete)) {
      sendPacked();
    } else {
      Future.join(packing).onComplete(packed -> sendPacked());
    }
  }

  private void sendPacked() {
    List<List<Item<V>>> byBucket = new ArrayList<>();
    for (int b = 0; b < keys.buckets(); b++) {
      byBucket.add(new ArrayList<>());
    }
    for (Item<V> item : items) {
      if (item.packed.succeeded()) {
        byBucket.get(keys.bucketOf(item.store.id())).add(item);
      } else {
        item.done.fail(item.packed.cause());
      }
    }
    for (int b = 0; b < byBucket.size(); b++) {
      List<Item<V>> chunk = new ArrayList<>();
      long bytes = 0;
      for (Item<V> item : byBucket.get(b)) {
        int length = item.packed.result().length;
        if (!chunk.isEmpty() && (chunk.size() == MAX_ENTRIES || bytes + length > MAX_BYTES)) {
          send(b, chunk);
          chunk = new ArrayList<>();
          bytes = 0;
        }
        chunk.add(item);
        bytes += length;
      }
      if (!chunk.isEmpty()) {
        send(b, chunk);
      }
    }
  }

  private void send(int bucket, List<Item<V>> chunk) {
    List<String> at = new ArrayList<>(2 + 2 * chunk.size());
    List<Object> args = new ArrayList<>(3 + 6 * chunk.size());
    at.add(keys.bucketKey(bucket, "log"));
    at.add(keys.bucketKey(bucket, "removed"));
    args.addAll(List.of(Far.LOG_LENGTH, cache, source));
    for (Item<V> item : chunk) {
      Store<V> store = item.store;
      at.add(far.key(store.id()));
      at.add(Leases.key(keys, cache, store.id()));
      args.add(store.expected());
      args.add(item.packed.result());
      args.add(store.keepMillis());
      args.add(store.announce() ? 1 : 0);
      args.add(store.id());
      args.add(store.token());
    }
    link.eval(STORE, at, args)
        .onFailure(lost -> chunk.forEach(item -> item.done.fail(lost)))
        .onSuccess(replies -> land(chunk, replies));
  }

  private void land(List<Item<V>> chunk, @Nullable Response replies) {
    if (replies == null || replies.type() != ResponseType.MULTI || replies.size() < chunk.size()) {
      Throwable lost = new LinkDownException("not the reply to a store");
      chunk.forEach(item -> item.done.fail(lost));
      return;
    }
    for (int i = 0; i < chunk.size(); i++) {
      Item<V> item = chunk.get(i);
      item.done.complete(far.stored(replies.get(i), item.store.entry().epoch));
    }
  }
}
