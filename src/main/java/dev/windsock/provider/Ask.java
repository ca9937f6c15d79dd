package dev.windsock.provider;

import dev.windsock.option.Secret;
import dev.windsock.sentiment.Symbol;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of an upstream: one page about one symbol.
 *
 * @param symbol what the posts shall be about
 * @param names the usual names of what the symbol stands for, best first; empty where unknown
 * @param cursor where the last read ended, in the upstream's own terms; null for the beginning
 * @param next the page to read, as the page before it said; null for the first
 * @param nowMillis wall time in ms
 * @param access what the configuration gives and what a preparation found out
 */
public record Ask(
    Symbol symbol,
    List<String> names,
    @Nullable String cursor,
    @Nullable String next,
    long nowMillis,
    Access access) {
  /**
   * What a read may use besides the question.
   *
   * @param credentials secrets by name
   * @param settings what the provider must be told beyond, by name
   * @param facts what its preparation found out; nothing where it has none
   */
  public record Access(Map<String, Secret> credentials, Map<String, String> settings, Facts facts) {
    /** Nothing at all. */
    public static final Access NONE = new Access(Map.of(), Map.of(), Facts.NONE);

    public Access {
      credentials = Map.copyOf(credentials);
      settings = Map.copyOf(settings);
    }
  }

  public Ask {
    names = List.copyOf(names);
  }

  /** The same for the page that follows. */
  public Ask page(String following) {
    return new Ask(symbol, names, cursor, following, nowMillis, access);
  }

  /** The same with what a preparation found out. */
  public Ask with(Facts facts) {
    return new Ask(
        symbol,
        names,
        cursor,
        next,
        nowMillis,
        new Access(access.credentials(), access.settings(), facts));
  }

  /** The name to search for: the best known one, else the bare ticker. Without quotation marks. */
  public String name() {
    return (names.isEmpty() ? symbol.base() : names.get(0)).replace('"', ' ');
  }

  /** A secret's value, for the one place that sends it; empty where there is none. */
  public String credential(String name) {
    Secret secret = access.credentials().get(name);
    return secret == null ? "" : secret.reveal();
  }

  /** A setting; empty where there is none. */
  public String setting(String name) {
    return access.settings().getOrDefault(name, "");
  }

  /** What the preparation found out under a name, or null. */
  public @Nullable String fact(String name) {
    return access.facts().values().get(name);
  }

  /** The cursor as a number, or a default where there is none or it is none. */
  public long cursorNumber(long otherwise) {
    if (cursor == null || !cursor.matches("-?[0-9]{1,18}")) {
      return otherwise;
    }
    return Long.parseLong(cursor);
  }
}
