package dev.windsock.lab;

import dev.windsock.lab.Post.Stance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * An endless stream of posts about every company, computed and not stored. Time is cut into slots
 * whose length follows from the company's popularity; a slot holds one post or none, by a throw of
 * the dice that depends on the seed, the company and the slot's number only. So any stretch of any
 * company's history can be read in either direction at a cost that depends on its length alone, and
 * everyone who asks sees the same.
 *
 * <p>A few in a hundred posts are spam, off target, or near-copies of an earlier one. Immutable.
 */
final class Feed {
  /** How the authors write: section prefix in the phrases. */
  enum Style {
    CHAT("chat"),
    TALK("talk"),
    NEWS("news");

    private final String section;

    Style(String section) {
      this.section = section;
    }
  }

  private static final long DAY_MILLIS = 86_400_000;
  private static final long HISTORY_MILLIS = 30 * DAY_MILLIS;
  private static final long SHORTEST_SLOT_MILLIS = 1000;

  private final Phrases phrases;
  private final Style style;
  private final double perDay;
  private final long salt;

  /**
   * @param name of the channel: two feeds of different names hold different posts
   * @param perDay posts a day about the most popular company
   */
  Feed(long seed, String name, Style style, double perDay, Phrases phrases) {
    this.phrases = phrases;
    this.style = style;
    this.perDay = perDay;
    this.salt = Dice.roll(seed, name);
  }

  /** The newest posts published in [from, to], newest first, {@code max} at most. */
  List<Post> newest(Company about, long fromMillis, long toMillis, int max) {
    return newest(about, fromMillis, toMillis, max, key -> true);
  }

  /** The newest posts published in [from, to] whose key is wanted, newest first. */
  List<Post> newest(Company about, long fromMillis, long toMillis, int max, LongPredicate wanted) {
    long from = Math.max(fromMillis, toMillis - HISTORY_MILLIS);
    long slotMillis = slotMillis(about);
    List<Post> posts = new ArrayList<>(Math.min(max, 64));
    long last = Math.floorDiv(from, slotMillis);
    for (long slot = Math.floorDiv(toMillis, slotMillis);
        slot >= last && posts.size() < max;
        slot--) {
      long roll = rollOf(about, slot);
      long at = instant(slot, slotMillis, roll);
      if (at <= toMillis && at >= from && taken(at, roll) && wanted.test(Post.key(at, roll))) {
        posts.add(post(about, slot, at, roll));
      }
    }
    return posts;
  }

  /** The oldest posts published in [from, to], oldest first, {@code max} at most. */
  List<Post> oldest(Company about, long fromMillis, long toMillis, int max) {
    long from = Math.max(fromMillis, toMillis - HISTORY_MILLIS);
    long slotMillis = slotMillis(about);
    List<Post> posts = new ArrayList<>(Math.min(max, 64));
    long end = Math.floorDiv(toMillis, slotMillis);
    for (long slot = Math.floorDiv(from, slotMillis); slot <= end && posts.size() < max; slot++) {
      long roll = rollOf(about, slot);
      long at = instant(slot, slotMillis, roll);
      if (at <= toMillis && at >= from && taken(at, roll)) {
        posts.add(post(about, slot, at, roll));
      }
    }
    return posts;
  }

  /** How many posts there are in [from, to], counted to {@code max}. */
  int count(Company about, long fromMillis, long toMillis, int max) {
    long from = Math.max(fromMillis, toMillis - HISTORY_MILLIS);
    long slotMillis = slotMillis(about);
    long last = Math.floorDiv(from, slotMillis);
    int count = 0;
    for (long slot = Math.floorDiv(toMillis, slotMillis); slot >= last && count < max; slot--) {
      long roll = rollOf(about, slot);
      long at = instant(slot, slotMillis, roll);
      if (at <= toMillis && at >= from && taken(at, roll)) {
        count++;
      }
    }
    return count;
  }

  /** Several companies' newest posts merged, newest first. */
  List<Post> newest(List<Company> about, long fromMillis, long toMillis, int max) {
    if (about.size() == 1) {
      return newest(about.get(0), fromMillis, toMillis, max);
    }
    List<Post> merged = new ArrayList<>();
    for (Company company : about) {
      merged.addAll(newest(company, fromMillis, toMillis, max));
    }
    merged.sort(Collections.reverseOrder(java.util.Comparator.comparingLong(Post::key)));
    return merged.size() > max ? merged.subList(0, max) : merged;
  }

  private long slotMillis(Company about) {
    return Math.max(
        SHORTEST_SLOT_MILLIS, (long) (DAY_MILLIS * 0.6 / (perDay * about.popularity())));
  }

  private long rollOf(Company about, long slot) {
    return Dice.roll(salt ^ about.roll(), slot);
  }

  private static long instant(long slot, long slotMillis, long roll) {
    return slot * slotMillis + (long) (Dice.unit(Dice.mix(roll + 1)) * slotMillis);
  }

  /** More is written in the afternoon of New York than in its night. */
  private static boolean taken(long at, long roll) {
    double ofDay = Math.floorMod(at, DAY_MILLIS) / (double) DAY_MILLIS;
    double busy = 0.6 + 0.3 * StrictMath.sin(2 * Math.PI * (ofDay - 0.45));
    return Dice.unit(roll) < busy;
  }

  private Post post(Company about, long slot, long at, long roll) {
    // A near-copy says what the post a few slots earlier said, with a flourish of its own.
    boolean copy = Dice.unit(Dice.mix(roll + 2)) < 0.06;
    long said = copy ? rollOf(about, slot - 1 - Dice.face(roll, 5)) : roll;
    Stance stance = stance(about, at, Dice.mix(said + 3));
    String text = phrases.say(section(stance), about, Dice.mix(said + 4));
    if (copy && style != Style.NEWS) {
      text = Dice.face(roll, 2) == 0 ? text + "!!" : text + " 👀";
    }
    String detail =
        style == Style.NEWS && stance != Stance.SPAM && stance != Stance.OFF_TARGET
            ? phrases.say("detail." + tone(stance), about, Dice.mix(said + 5))
            : "";
    return new Post(Post.key(at, roll), at, about, stance, text, detail, roll);
  }

  private Stance stance(Company about, long at, long roll) {
    double unit = Dice.unit(roll);
    double noise = style == Style.CHAT ? 0.1 : 0.05;
    if (unit < noise) {
      return style == Style.CHAT && unit < noise / 2 ? Stance.SPAM : Stance.OFF_TARGET;
    }
    double flat = 0.3;
    unit = (unit - noise) / (1 - noise);
    if (unit < flat) {
      return Stance.NEUTRAL;
    }
    double bullish = 0.5 + 0.45 * about.mood(at);
    return (unit - flat) / (1 - flat) < bullish ? Stance.BULLISH : Stance.BEARISH;
  }

  private String section(Stance stance) {
    return switch (stance) {
      case SPAM -> "spam";
      case OFF_TARGET -> "off." + style.section;
      default -> style.section + "." + tone(stance);
    };
  }

  private static String tone(Stance stance) {
    return stance == Stance.BULLISH ? "bull" : stance == Stance.BEARISH ? "bear" : "flat";
  }
}
