package dev.windsock.cache;

import dev.windsock.cache.CacheStats.Count;
import dev.windsock.redis.Keys;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.RedisLink;
import dev.windsock.redis.Script;
import dev.windsock.redis.Scripts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The far level of one cache: entries in Redis, shared by all instances. Whatever Redis answers, a
 * read never fails: it finds nothing. Thread-safe.
 */
final class Far<V> {
  /** The most records that a log keeps. */
  static final int LOG_LENGTH = 10_000;

  private static final Script STORE = Script.load(Far.class, "store.lua");
  private static final Script REMOVE = Script.load(Far.class, "remove.lua");
  private static final String ANY = "*";

  /** In the place of a lease's token: a change needs none. */
  static final String CHANGE = "*";

  /** In the place of a lease's token: loaded while Redis was away. */
  static final String LOADED_AWAY = "-";

  /** Payloads longer than this are packed on a worker. */
  private static final int WORKER_ABOVE_BYTES = 64 << 10;

  /** How much longer than the longest packed value an unpacked one may be. */
  private static final int MAX_UNPACKED_RATIO = 32;

  private static final int REMOVE_CHUNK = 500;

  /** A removal of whatever lies there, however new. */
  static final long ALWAYS = Long.MAX_VALUE;

  /**
   * What lies in Redis for an id.
   *
   * @param entry null when there is none, or none that can be read
   * @param expected what a store must find there; null when Redis did not answer
   */
  record Found<V>(@Nullable Entry<V> entry, @Nullable Object expected) {}

  /**
   * What came of storing.
   *
   * @param stored whether it was stored
   * @param found when it was not, what lies there instead
   */
  record Stored<V>(boolean stored, Found<V> found) {}

  private final Vertx vertx;
  private final RedisLink link;
  private final Keys keys;
  private final String cache;
  private final String source;
  private final Codec<V> codec;
  private final int schema;
  private final Supplier<CacheOptions> options;
  private final CacheStats stats;

  Far(
      Vertx vertx,
      RedisLink link,
      Keys keys,
      String cache,
      String source,
      Codec<V> codec,
      int schema,
      Supplier<CacheOptions> options,
      CacheStats stats) {
    this.vertx = vertx;
    this.link = link;
    this.keys = keys;
    this.cache = cache;
    this.source = source;
    this.codec = codec;
    this.schema = schema;
    this.options = options;
    this.stats = stats;
  }

  boolean up() {
    return link.state() instanceof LinkState.Up;
  }

  private String key(String id) {
    return keys.key(cache, "v", id);
  }

  /** Reads entries in one round-trip, one result for each id in their order. */
  Future<List<Found<V>>> read(List<String> ids, int epoch) {
    List<List<Integer>> byBucket = new ArrayList<>();
    for (int b = 0; b < keys.buckets(); b++) {
      byBucket.add(new ArrayList<>());
    }
    for (int i = 0; i < ids.size(); i++) {
      byBucket.get(keys.bucketOf(ids.get(i))).add(i);
    }
    List<Found<V>> found = new ArrayList<>(ids.size());
    ids.forEach(id -> found.add(new Found<>(null, null)));
    List<Future<?>> replies = new ArrayList<>();
    for (List<Integer> bucket : byBucket) {
      if (!bucket.isEmpty()) {
        Request request = Request.cmd(Command.MGET);
        bucket.forEach(i -> request.arg(key(ids.get(i))));
        replies.add(
            link.send(request)
                .onSuccess(
                    reply -> {
                      for (int k = 0; reply != null && k < bucket.size(); k++) {
                        found.set(bucket.get(k), found(reply.get(k), epoch));
                      }
                    }));
      }
    }
    return Future.join(replies).transform(done -> Future.succeededFuture(found));
  }

  /** Reads what lies in Redis. */
  Found<V> found(@Nullable Response response, int epoch) {
    if (response == null) {
      return new Found<>(null, "");
    }
    byte[] bytes = response.toBytes();
    Envelope envelope = Envelope.decode(bytes, options.get().maxValueBytes() * MAX_UNPACKED_RATIO);
    if (envelope == null || envelope.schema() != schema) {
      stats.add(Count.REJECTED_UNDECODABLE);
      return new Found<>(null, ANY);
    }
    if (envelope.negative()) {
      Failure failure = Failure.read(envelope);
      return new Found<>(failure == null ? null : Entry.failed(failure, epoch), "");
    }
    try {
      V value = codec.decode(envelope.payload());
      return new Found<>(
          new Entry<>(
              value,
              envelope.version(),
              envelope.createdAtMillis(),
              envelope.freshUntilMillis(),
              envelope.costMillis(),
              null,
              codec.heapBytes(value, envelope.payload().length),
              epoch),
          Arrays.copyOfRange(bytes, Envelope.VERSION_OFFSET, Envelope.VERSION_OFFSET + 8));
    } catch (RuntimeException e) {
      stats.add(Count.REJECTED_UNDECODABLE);
      return new Found<>(null, ANY);
    }
  }

  /** What a store must find when this is the entry that it replaces. */
  static Object expecting(@Nullable Entry<?> entry) {
    return entry == null || entry.value == null
        ? ""
        : ByteBuffer.allocate(8).putLong(entry.version).array();
  }

  /**
   * Stores an entry in the place of the expected one.
   *
   * @param encoded its value, encoded
   * @param goneAtMillis until when it is of use; Redis keeps it so long
   * @param announce whether the other instances must hear of it
   * @param token the lease under which it was loaded, empty for none; {@link #CHANGE} for what was
   *     not loaded
   * @return fails when Redis does not answer: the entry may have been stored
   */
  Future<Stored<V>> store(
      String id,
      Object expected,
      Entry<V> entry,
      byte[] encoded,
      long goneAtMillis,
      long nowMillis,
      boolean announce,
      String token) {
    Envelope envelope =
        new Envelope(
            schema,
            false,
            entry.version,
            entry.storedAtMillis,
            entry.freshUntilMillis,
            goneAtMillis,
            entry.costMillis,
            encoded);
    return pack(envelope)
        .compose(
            bytes -> {
              if (bytes.length > options.get().maxValueBytes()) {
                stats.add(Count.REJECTED_TOO_LARGE);
                return Future.succeededFuture(new Stored<>(true, new Found<>(null, null)));
              }
              return Scripts.eval(
                      link,
                      STORE,
                      List.of(
                          key(id),
                          keys.bucketKey(keys.bucketOf(id), "log"),
                          Leases.key(keys, cache, id)),
                      List.of(
                          expected,
                          bytes,
                          Math.max(1, goneAtMillis - nowMillis),
                          announce ? LOG_LENGTH : 0,
                          cache,
                          id,
                          source,
                          token))
                  .map(reply -> stored(reply, entry.epoch));
            });
  }

  private Stored<V> stored(@Nullable Response reply, int epoch) {
    if (reply != null && reply.type() == ResponseType.NUMBER) {
      stats.add(Count.FAR_PUT);
      return new Stored<>(true, new Found<>(null, null));
    }
    stats.add(Count.FAR_CONFLICT);
    return new Stored<>(false, found(reply, epoch));
  }

  private Future<byte[]> pack(Envelope envelope) {
    long above = options.get().compressAboveBytes();
    if (envelope.payload().length > WORKER_ABOVE_BYTES) {
      // The empty array stands for the null that a blocking task might give, and this one never
      // does.
      return vertx
          .<byte[]>executeBlocking(() -> envelope.encode(above), false)
          .map(packed -> packed == null ? new byte[0] : packed);
    }
    return Future.succeededFuture(envelope.encode(above));
  }

  /** Remembers a failure where nothing lies: never over a value. */
  void storeFailure(String id, Failure failure, long nowMillis) {
    long keepMillis = failure.untilMillis() - nowMillis;
    if (keepMillis > 0) {
      Envelope envelope =
          new Envelope(
              schema,
              true,
              0,
              nowMillis,
              failure.untilMillis(),
              failure.untilMillis(),
              0,
              failure.payload());
      link.send(
          Request.cmd(Command.SET)
              .arg(key(id))
              .arg(envelope.encode(Long.MAX_VALUE))
              .arg("PX")
              .arg(keepMillis)
              .arg("NX"));
    }
  }

  /**
   * Removes entries and tells the other instances.
   *
   * @param notAfterMillis spares what was created later; {@link #ALWAYS} spares nothing
   * @return for each id whether it was known; fails when Redis does not answer, and some may have
   *     been removed
   */
  Future<boolean[]> remove(List<String> ids, long notAfterMillis) {
    boolean[] known = new boolean[ids.size()];
    List<Future<?>> replies = new ArrayList<>();
    for (int b = 0; b < keys.buckets(); b++) {
      List<Integer> bucket = new ArrayList<>();
      for (int i = 0; i < ids.size(); i++) {
        if (keys.bucketOf(ids.get(i)) == b) {
          bucket.add(i);
        }
      }
      for (int from = 0; from < bucket.size(); from += REMOVE_CHUNK) {
        List<Integer> chunk = bucket.subList(from, Math.min(bucket.size(), from + REMOVE_CHUNK));
        replies.add(removeChunk(b, chunk, ids, known, notAfterMillis));
      }
    }
    return Future.join(replies).map(known);
  }

  private Future<?> removeChunk(
      int bucket, List<Integer> chunk, List<String> ids, boolean[] known, long notAfterMillis) {
    List<String> at = new ArrayList<>(2 * chunk.size() + 1);
    List<Object> args = new ArrayList<>(chunk.size() + 4);
    at.add(keys.bucketKey(bucket, "log"));
    args.addAll(List.of(LOG_LENGTH, cache, source, notAfterMillis));
    for (int i : chunk) {
      at.add(key(ids.get(i)));
      at.add(Leases.key(keys, cache, ids.get(i)));
      args.add(ids.get(i));
    }
    return Scripts.eval(link, REMOVE, at, args)
        .onSuccess(
            reply -> {
              for (int k = 0; reply != null && k < chunk.size(); k++) {
                known[chunk.get(k)] = reply.get(k).toString().equals("1");
              }
            });
  }
}
