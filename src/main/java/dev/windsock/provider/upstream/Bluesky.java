package dev.windsock.provider.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windsock.provider.Call;
import dev.windsock.provider.Engagement;
import dev.windsock.provider.Post;
import dev.windsock.provider.StreamEvent;
import dev.windsock.provider.StreamSource;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every post on Bluesky, by Jetstream (version 1, plain JSON): {@code
 * /subscribe?wantedCollections=app.bsky.feed.post&cursor=}, no key. The cursor is unix time in µs;
 * what is older than 36 hours is clamped without a word. A post is known by its author's DID and
 * its record key; no engagement is told. Identities and accounts come whatever was wanted.
 */
final class Bluesky implements StreamSource {
  private static final String COLLECTION = "app.bsky.feed.post";

  @Override
  public String id() {
    return "bluesky";
  }

  @Override
  public Call connect(long fromMicros) {
    return Call.get(
        "/subscribe", "wantedCollections", COLLECTION, "cursor", Long.toString(fromMicros));
  }

  @Override
  public Duration reach() {
    return Duration.ofHours(36);
  }

  @Override
  public List<StreamEvent> parse(String message) {
    JsonNode event = JsonBody.object(message);
    Long at = JsonBody.number(event, "time_us");
    if (at == null || at < 0) {
      throw JsonBody.malformed("an event without a time");
    }
    return List.of(event(event, at));
  }

  private static StreamEvent event(JsonNode event, long at) {
    JsonNode commit = event.path("commit");
    String did = JsonBody.text(event, "did");
    String key = JsonBody.text(commit, "rkey");
    if (!"commit".equals(JsonBody.text(event, "kind"))
        || !COLLECTION.equals(JsonBody.text(commit, "collection"))
        || did == null
        || key == null) {
      return new StreamEvent.Passed(at);
    }
    String id = did + '/' + key;
    String operation = String.valueOf(JsonBody.text(commit, "operation"));
    return switch (operation) {
      case "create", "update" -> {
        Post post = post(id, did, key, at, commit.path("record"));
        // Another server of theirs may tell the same again; only an update is another version.
        String revision =
            operation.equals("update") ? String.valueOf(JsonBody.text(commit, "rev")) : "";
        yield post == null
            ? new StreamEvent.Passed(at)
            : new StreamEvent.Posted(at, revision, post);
      }
      case "delete" -> new StreamEvent.Deleted(at, id);
      default -> new StreamEvent.Passed(at);
    };
  }

  private static @Nullable Post post(String id, String did, String key, long at, JsonNode record) {
    String text = JsonBody.text(record, "text");
    if (text == null || text.isBlank()) {
      return null;
    }
    // Authors may date their posts as they like: what is dated later than it came, came then.
    Long created = JsonBody.isoMillis(JsonBody.text(record, "createdAt"));
    long received = at / 1_000;
    JsonNode language = record.path("langs").path(0);
    return new Post(
        id,
        text,
        did,
        created == null ? received : Math.min(created, received),
        language.isTextual() ? language.textValue() : null,
        "https://bsky.app/profile/" + Call.encode(did) + "/post/" + Call.encode(key),
        List.of(),
        Engagement.UNKNOWN,
        null);
  }
}
