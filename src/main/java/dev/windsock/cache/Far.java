package dev.windsock.cache;

import dev.windsock.cache.CacheStats.Count;
import dev.windsock.redis.Keys;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.RedisLink;
import dev.windsock.redis.Script;
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

  private static final Script REMOVE = Script.load(Far.class, "remove.lua");

  /** What a store expects that replaces whatever lies there. */
  static final String ANY = "*";

  /** In the place of a lease's token: a change needs none. */
  static final String CHANGE = "*";

  /** In the place of a lease's token: loaded while Redis was away. */
  static final String LOADED_AWAY = "-";

  /** What is longer than this is packed, unpacked and read on a worker. */
  static final int WORKER_ABOVE_BYTES = 64 << 10;

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
  private final Bearings bearings;
  private final Packer packer;

  Far(
      Vertx vertx,
      RedisLink link,
      Keys keys,
      String cache,
      String source,
      Codec<V> codec,
      int schema,
      Supplier<CacheOptions> options,
      CacheStats stats,
      Bearings bearings,
      Packer packer) {
    this.vertx = vertx;
    this.link = link;
    this.keys = keys;
    this.cache = cache;
    this.source = source;
    this.codec = codec;
    this.schema = schema;
    this.options = options;
    this.stats = stats;
    this.bearings = bearings;
    this.packer = packer;
  }

  boolean up() {
    return link.state() instanceof LinkState.Up;
  }

  /** Completes when what lies in Redis can be judged, and what is stored is in its time. */
  Future<Void> ready() {
    return bearings.taken();
  }

  String key(String id) {
    return keys.key(cache, "v", id);
  }

  /** Reads entries in one round-trip, one result for each id in their order. */
  Future<List<Found<V>>> read(List<String> ids, int epoch) {
    Future<Void> bearing = bearings.taken();
    return bearing.isComplete()
        ? readNow(ids, epoch)
        : bearing.compose(taken -> readNow(ids, epoch));
  }

  private Future<List<Found<V>>> readNow(List<String> ids, int epoch) {
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
        replies.add(link.send(request).compose(reply -> take(reply, bucket, epoch, found)));
      }
    }
    return Future.join(replies).transform(done -> Future.succeededFuture(found));
  }

  /** Reads what one bucket gave; what is long on a worker. */
  private Future<?> take(
      @Nullable Response reply, List<Integer> bucket, int epoch, List<Found<V>> found) {
    List<Future<?>> later = new ArrayList<>(0);
    for (int k = 0; reply != null && k < bucket.size(); k++) {
      int at = bucket.get(k);
      byte[] bytes = reply.get(k) == null ? null : reply.get(k).toBytes();
      if (bytes != null && bytes.length > WORKER_ABOVE_BYTES) {
        later.add(
            vertx
                .<@Nullable Found<V>>executeBlocking(() -> found(bytes, epoch), false)
                .onSuccess(one -> found.set(at, one == null ? new Found<>(null, ANY) : one)));
      } else {
        found.set(at, found(bytes, epoch));
      }
    }
    return later.isEmpty() ? Future.succeededFuture() : Future.join(later);
  }

  /** Reads what lies in Redis. */
  Found<V> found(@Nullable Response response, int epoch) {
    return found(response == null ? null : response.toBytes(), epoch);
  }

  private Found<V> found(byte @Nullable [] bytes, int epoch) {
    if (bytes == null) {
      return new Found<>(null, "");
    }
    Envelope envelope = Envelope.decode(bytes, options.get().maxRawBytes(), packer);
    if (envelope == null || envelope.schema() != schema) {
      stats.add(Count.REJECTED_UNDECODABLE);
      return new Found<>(null, ANY);
    }
    if (envelope.negative()) {
      Failure failure = Failure.read(envelope, bearings.time);
      return new Found<>(failure == null ? null : Entry.failed(failure, epoch), "");
    }
    Object version =
        Arrays.copyOfRange(bytes, Envelope.VERSION_OFFSET, Envelope.VERSION_OFFSET + 8);
    try {
      Entry<V> entry = entry(envelope, epoch);
      // What a tag made void is not there any more; it is replaced as what it was.
      return new Found<>(bearings.barriers.bars(cache, entry) ? null : entry, version);
    } catch (RuntimeException e) {
      stats.add(Count.REJECTED_UNDECODABLE);
      return new Found<>(null, ANY);
    }
  }

  private Entry<V> entry(Envelope envelope, int epoch) {
    V value = codec.decode(envelope.payload());
    List<String> tags = envelope.label().tags();
    return new Entry<>(
        value,
        envelope.version(),
        bearings.time.toHere(envelope.createdAtMillis()),
        bearings.time.toHere(envelope.freshUntilMillis()),
        envelope.costMillis(),
        null,
        codec.heapBytes(value, envelope.payload().length) + Tags.heapBytes(tags),
        epoch,
        tags);
  }

  private Envelope envelope(String id, Entry<V> entry, byte[] encoded, long keepMillis) {
    long shift = bearings.time.shiftMillis();
    return new Envelope(
        schema,
        false,
        entry.version,
        entry.storedAtMillis + shift,
        entry.freshUntilMillis + shift,
        bearings.nowMillis() + keepMillis + shift,
        entry.costMillis,
        new Label(entry.tags, keys.hashes(id) ? id : null),
        encoded);
  }

  /** What a store must find when this is the entry that it replaces. */
  static Object expecting(@Nullable Entry<?> entry) {
    return entry == null || entry.value == null
        ? ""
        : ByteBuffer.allocate(8).putLong(entry.version).array();
  }

  /** Starts to gather entries that are to be stored in one round-trip. */
  Stores<V> stores() {
    return new Stores<>(link, keys, cache, source, this);
  }

  /** Stores one entry; see {@link Stores#add}. */
  Future<Stored<V>> store(Stores.Store<V> store) {
    Stores<V> alone = stores();
    Future<Stored<V>> stored = alone.add(store, null);
    alone.send();
    return stored;
  }

  /** What a store found instead of storing. */
  Stored<V> stored(@Nullable Response reply, int epoch) {
    if (reply != null && reply.type() == ResponseType.NUMBER) {
      stats.add(Count.FAR_PUT);
      return new Stored<>(true, new Found<>(null, null));
    }
    stats.add(Count.FAR_CONFLICT);
    return new Stored<>(false, found(reply, epoch));
  }

  /** The bytes to store; made on a worker where that takes long. */
  Future<byte[]> pack(String id, Entry<V> entry, byte[] encoded, long keepMillis) {
    long above = options.get().compressAboveBytes();
    Envelope envelope = envelope(id, entry, encoded, keepMillis);
    if (encoded.length <= WORKER_ABOVE_BYTES) {
      return Future.succeededFuture(envelope.encode(above, packer));
    }
    return vertx
        .<byte[]>executeBlocking(() -> envelope.encode(above, packer), false)
        .compose(
            packed ->
                packed == null
                    ? Future.failedFuture(new IllegalStateException("packing made nothing"))
                    : Future.succeededFuture(packed));
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
              bearings.time.toRedis(nowMillis),
              bearings.time.toRedis(failure.untilMillis()),
              bearings.time.toRedis(failure.untilMillis()),
              0,
              new Label(List.of(), keys.hashes(id) ? id : null),
              failure.payload(bearings.time));
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
    List<String> at = new ArrayList<>(2 * chunk.size() + 2);
    List<Object> args = new ArrayList<>(chunk.size() + 5);
    at.add(keys.bucketKey(bucket, "log"));
    at.add(keys.bucketKey(bucket, "removed"));
    long latest = notAfterMillis == ALWAYS ? ALWAYS : bearings.time.toRedis(notAfterMillis);
    args.addAll(List.of(LOG_LENGTH, cache, source, latest, Entry.LONGEST_LIFE_MILLIS));
    for (int i : chunk) {
      at.add(key(ids.get(i)));
      at.add(Leases.key(keys, cache, ids.get(i)));
      args.add(ids.get(i));
    }
    return link.eval(REMOVE, at, args)
        .onSuccess(
            reply -> {
              for (int k = 0; reply != null && k < chunk.size(); k++) {
                known[chunk.get(k)] = reply.get(k).toString().equals("1");
              }
            });
  }
}
