package dev.windsock.lab;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/**
 * Bluesky's Jetstream, version 1: {@code /subscribe?wantedCollections=&cursor=}, one JSON object a
 * message. Events are computed from the number of their slot, ten slots a second times the pace, so
 * that everyone who replays a stretch sees the same. A quarter of them are on some company; some
 * are identities, accounts, changes and deletions. A cursor that is too old is clamped without a
 * word, one of the future means the present.
 */
final class Jetstream implements StreamSimulator {
  private static final double EVENTS_PER_SECOND = 10;
  private static final long MICROS = 1_000_000;
  private static final long LOOKBACK_MICROS = 36 * 3600 * MICROS;
  private static final long FIRST_CURSOR_IN_MICROS = 1_000_000_000_000_000L;
  private static final int TICK_MILLIS = 20;
  private static final int PER_TICK = 400;
  private static final String COLLECTION = "app.bsky.feed.post";
  private static final String[] SMALL_TALK = {
    "good morning from a rainy harbour town",
    "the cat has opinions about breakfast again",
    "reading on the train, missed my stop, no regrets",
    "does anyone have a good recipe for lentil soup?",
    "new song stuck in my head all day 🎶",
    "sunset from the bridge tonight was something else",
    "finally fixed the squeaky door, small victories",
    "what a goal in the last minute!"
  };

  private final List<Company> companies;
  private final Phrases phrases;
  private final double[] shares;
  private final double slotMicros;
  private final long salt;

  Jetstream(World world) {
    this.companies = world.companies().known();
    this.phrases = world.phrases();
    this.slotMicros = MICROS / (EVENTS_PER_SECOND * world.pace());
    this.salt = Dice.roll(world.seed(), "bluesky");
    this.shares = new double[companies.size()];
    double sum = 0;
    for (int i = 0; i < shares.length; i++) {
      sum += companies.get(i).popularity();
      shares[i] = sum;
    }
  }

  @Override
  public String id() {
    return "bluesky";
  }

  @Override
  public List<Limit> limits() {
    return List.of(new Limit(100, 60_000));
  }

  @Override
  public String question(Ask ask) {
    return "stream";
  }

  @Override
  public Reply answer(Ask ask, Verdict verdict) {
    return Reply.of(400, "text/plain", "expected a websocket");
  }

  @Override
  public Reply refuse(Ask ask, Verdict verdict) {
    return Reply.of(429, "text/plain", "rate limit exceeded");
  }

  @Override
  public void open(Ask ask, Wire wire) {
    wire.opened("");
    long now = wire.nowMillis() * 1_000;
    Long cursor = ask.number("cursor");
    long from =
        cursor == null || cursor < FIRST_CURSOR_IN_MICROS || cursor > now
            ? now
            : Math.max(cursor, now - LOOKBACK_MICROS);
    new Session(wire, (long) Math.ceil(from / slotMicros)).start();
  }

  /** One client's way through the slots. */
  private final class Session {
    private final Wire wire;
    private long slot;

    private Session(Wire wire, long slot) {
      this.wire = wire;
      this.slot = slot;
    }

    private void start() {
      send();
      wire.every(TICK_MILLIS, this::send);
    }

    private void send() {
      long now = wire.nowMillis() * 1_000;
      for (int i = 0; i < PER_TICK && at(slot) <= now && !wire.full(); i++) {
        wire.event(event(slot++));
      }
    }
  }

  private long at(long slot) {
    return (long) ((slot + 0.9 * Dice.unit(Dice.mix(roll(slot) + 9))) * slotMicros);
  }

  private long roll(long slot) {
    return Dice.roll(salt, slot);
  }

  private boolean isPost(long slot) {
    return Dice.unit(roll(slot)) >= 0.09;
  }

  /** What the slot holds, as it goes over the wire. */
  String event(long slot) {
    long roll = roll(slot);
    double unit = Dice.unit(roll);
    // Deletions meet even slots and changes odd ones, so that nothing deleted is changed later.
    long earlier = slot - 20 - 2L * Dice.face(Dice.mix(roll + 1), 100) - (slot & 1);
    return Json.write(
            out -> {
              if (unit < 0.04 && isPost(earlier)) {
                commit(out, slot, earlier, "delete");
              } else if (unit < 0.06 && isPost(earlier + 1)) {
                commit(out, slot, earlier + 1, "update");
              } else if (unit < 0.09) {
                other(out, slot, unit < 0.075 ? "identity" : "account");
              } else {
                commit(out, slot, slot, "create");
              }
            })
        .toString();
  }

  private void head(JsonGenerator out, long slot, long author, String kind) throws IOException {
    out.writeStringField("did", "did:plc:lab" + Long.toString(1 + author, 36));
    out.writeNumberField("time_us", at(slot));
    if ((slot & 1) == 0) {
      out.writeNumberField("cursor", slot & 0xffffffffL);
    }
    out.writeStringField("kind", kind);
  }

  private long author(long slot) {
    return Dice.face(Dice.mix(roll(slot) + 2), 20_000);
  }

  private void other(JsonGenerator out, long slot, String kind) throws IOException {
    out.writeStartObject();
    head(out, slot, author(slot), kind);
    out.writeObjectFieldStart(kind);
    out.writeNumberField("seq", slot & 0xffffffffL);
    out.writeStringField("time", Stamps.isoMillis(at(slot) / 1_000));
    if (kind.equals("account")) {
      out.writeBooleanField("active", true);
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  /**
   * @param of the slot in which the post was created
   */
  private void commit(JsonGenerator out, long slot, long of, String operation) throws IOException {
    String key = "3l" + Long.toString(of, 36);
    out.writeStartObject();
    head(out, slot, author(of), "commit");
    out.writeObjectFieldStart("commit");
    out.writeStringField("rev", "3l" + Long.toString(slot, 36));
    out.writeStringField("operation", operation);
    out.writeStringField("collection", COLLECTION);
    out.writeStringField("rkey", key);
    if (!operation.equals("delete")) {
      out.writeStringField("cid", "bafy" + key);
      out.writeObjectFieldStart("record");
      out.writeStringField("$type", COLLECTION);
      out.writeStringField("text", text(slot, of));
      out.writeStringField("createdAt", Stamps.isoMillis(at(of) / 1_000));
      out.writeArrayFieldStart("langs");
      out.writeString("en");
      out.writeEndArray();
      out.writeEndObject();
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  /** What is said in a slot by the author of another: a change is about the same company. */
  private String text(long slot, long of) {
    long said = Dice.mix(roll(slot) + 3);
    long about = Dice.mix(roll(of) + 4);
    if (Dice.unit(about) > 0.27) {
      return SMALL_TALK[Dice.face(said, SMALL_TALK.length)];
    }
    Company company = company(Dice.unit(Dice.mix(about + 5)));
    double bullish = 0.5 + 0.45 * company.mood(at(of) / 1_000);
    double unit = Dice.unit(Dice.mix(said + 6));
    String tone = unit < 0.3 ? "flat" : (unit - 0.3) / 0.7 < bullish ? "bull" : "bear";
    return phrases.say("chat." + tone, company, said);
  }

  private Company company(double unit) {
    double wanted = unit * shares[shares.length - 1];
    int i = 0;
    while (i < shares.length - 1 && shares[i] < wanted) {
      i++;
    }
    return companies.get(i);
  }
}
