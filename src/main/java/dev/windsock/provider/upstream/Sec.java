package dev.windsock.provider.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windsock.option.InvalidValueException;
import dev.windsock.provider.Ask;
import dev.windsock.provider.Call;
import dev.windsock.provider.Engagement;
import dev.windsock.provider.Facts;
import dev.windsock.provider.Parsed;
import dev.windsock.provider.Parsed.Refusal;
import dev.windsock.provider.Post;
import dev.windsock.provider.Preparation;
import dev.windsock.provider.Reply;
import dev.windsock.provider.Upstream;
import dev.windsock.score.SymbolDirectory.Listing;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.Symbol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * SEC EDGAR filings. Three hosts: the ticker map on {@code www}, asked once a day, whose names the
 * directory of symbols learns; a company's submissions on the main one, the newest thousand in
 * columns; full-text search on {@code efts} for symbols that the map does not have and whose name
 * is known.
 *
 * <p>Filings are told apart by their accession number, since times of acceptance are Eastern times
 * called UTC now and then, and are corrected later: five hours off either way, and no cursor. The
 * cursor is the day of the newest filing, and reads overlap by two days. The SEC turns agents away
 * that give no way to reach them: that is what {@code contact} is for.
 */
final class Sec implements Upstream {
  private static final Duration MAP_FOR = Duration.ofDays(1);
  private static final Duration PENALTY = Duration.ofMinutes(10);
  private static final int BEGINNING_DAYS = 14;
  private static final int OVERLAP_DAYS = 2;
  private static final int PAGE = 100;

  private static final Preparation TICKERS =
      new Preparation() {
        @Override
        public Call call(Ask ask) {
          return Call.get("/files/company_tickers.json").at("www");
        }

        @Override
        public Facts parse(Reply reply, Ask ask) {
          Map<String, String> byTicker = new HashMap<>();
          List<Listing> listings = new ArrayList<>();
          for (JsonNode row : JsonBody.object(reply)) {
            String ticker = JsonBody.text(row, "ticker");
            Long cik = JsonBody.number(row, "cik_str");
            if (ticker != null && cik != null && cik > 0 && cik < 10_000_000_000L) {
              byTicker.putIfAbsent(
                  ticker.toUpperCase(Locale.ROOT), String.format(Locale.ROOT, "%010d", cik));
              list(ticker, JsonBody.text(row, "title"), listings);
            }
          }
          if (byTicker.isEmpty()) {
            throw JsonBody.malformed("the ticker map is empty");
          }
          return new Facts(byTicker, MAP_FOR, listings);
        }

        /** A ticker of a form that nobody can ask for is left out. */
        private void list(String ticker, @Nullable String title, List<Listing> listings) {
          String name = title == null ? "" : CompanyNames.usual(title);
          if (!name.isEmpty()) {
            try {
              Symbol symbol = Symbol.listed(ticker);
              if (symbol.kind() == Symbol.Kind.EQUITY) {
                listings.add(new Listing(symbol, name));
              }
            } catch (InvalidValueException e) {
              // A warrant or a unit, as in ABC-WT.
            }
          }
        }
      };

  @Override
  public String id() {
    return "sec";
  }

  @Override
  public List<String> requires() {
    return List.of("settings.contact");
  }

  @Override
  public Preparation preparation() {
    return TICKERS;
  }

  @Override
  public @Nullable Call call(Ask ask) {
    if (ask.symbol().kind() != Symbol.Kind.EQUITY) {
      return null;
    }
    String cik = ask.fact(ask.symbol().base().replace('.', '-'));
    if (cik != null) {
      return Call.get("/submissions/CIK" + cik + ".json");
    }
    if (ask.names().isEmpty()) {
      return null;
    }
    return Call.get(
            "/LATEST/search-index",
            "q",
            '"' + ask.name() + '"',
            "forms",
            "8-K",
            "dateRange",
            "custom",
            "startdt",
            Times.day(since(ask)),
            "enddt",
            Times.day(ask.nowMillis()),
            "from",
            ask.next() == null ? "0" : ask.next())
        .at("efts");
  }

  private static long since(Ask ask) {
    Long seen = Times.dayMillis(ask.cursor());
    return seen == null
        ? ask.nowMillis() - BEGINNING_DAYS * Times.DAY_MILLIS
        : Math.min(seen, ask.nowMillis()) - OVERLAP_DAYS * Times.DAY_MILLIS;
  }

  @Override
  public Parsed parse(Reply reply, Ask ask) {
    JsonNode root = JsonBody.object(reply);
    return root.has("hits") ? hits(root, ask) : submissions(root, ask);
  }

  private static Parsed submissions(JsonNode root, Ask ask) {
    JsonNode recent = root.path("filings").path("recent");
    if (!recent.path("accessionNumber").isArray()) {
      throw JsonBody.malformed("'filings.recent' is missing");
    }
    String company = JsonBody.text(root, "name");
    Filings filings = new Filings(ask);
    for (int row = 0; row < recent.path("accessionNumber").size(); row++) {
      String day = cell(recent, "filingDate", row);
      String what = cell(recent, "primaryDocDescription", row);
      Long accepted = JsonBody.isoMillis(cell(recent, "acceptanceDateTime", row));
      filings.add(
          cell(recent, "accessionNumber", row),
          day,
          accepted,
          title(company, cell(recent, "form", row), cell(recent, "items", row), what),
          List.of(ask.symbol().code()));
    }
    return filings.page(null);
  }

  /** A cell of a column; null where the column is missing, short, or null there. */
  private static @Nullable String cell(JsonNode columns, String name, int row) {
    JsonNode value = columns.path(name).path(row);
    return value.isTextual() && !value.textValue().isBlank() ? value.textValue() : null;
  }

  private static Parsed hits(JsonNode root, Ask ask) {
    Filings filings = new Filings(ask);
    int documents = 0;
    for (JsonNode hit : JsonBody.required(root.path("hits"), "hits")) {
      documents++;
      JsonNode source = hit.path("_source");
      JsonNode names = source.path("display_names");
      filings.add(
          JsonBody.text(source, "adsh"),
          JsonBody.text(source, "file_date"),
          null,
          title(
              names.path(0).asText(null),
              JsonBody.text(source, "form"),
              null,
              JsonBody.text(source, "file_description")),
          List.of());
    }
    long from = ask.next() == null ? 0 : Long.parseLong(ask.next());
    return filings.page(documents >= PAGE ? Long.toString(from + PAGE) : null);
  }

  private static String title(
      @Nullable String company,
      @Nullable String form,
      @Nullable String items,
      @Nullable String description) {
    String text = (company == null ? "" : company + " ") + "files " + (form == null ? "" : form);
    text = items == null ? text : text + " (items " + items + ")";
    return description == null || description.equals(form) ? text : text + ": " + description;
  }

  /** Filings as they are collected, each once: a hit is a document, and a filing has several. */
  private static final class Filings {
    private final Ask ask;
    private final Map<String, Post> byAccession = new HashMap<>();
    private final long since;
    private @Nullable String newest;

    private Filings(Ask ask) {
      this.ask = ask;
      this.since = since(ask);
      this.newest = Times.dayMillis(ask.cursor()) == null ? null : ask.cursor();
    }

    private void add(
        @Nullable String accession,
        @Nullable String day,
        @Nullable Long accepted,
        String title,
        List<String> symbols) {
      Long start = Times.dayMillis(day);
      if (accession == null || start == null || day == null || start < since) {
        return;
      }
      if (start <= ask.nowMillis() && (newest == null || day.compareTo(newest) > 0)) {
        newest = day;
      }
      // Accepted in the evening counts as filed the day after; anything else is a mistake.
      boolean plausible = accepted != null && Math.abs(accepted - start) <= 2 * Times.DAY_MILLIS;
      byAccession.putIfAbsent(
          accession,
          new Post(
              accession,
              title,
              null,
              plausible && accepted != null ? accepted : start,
              "en",
              "https://www.sec.gov/edgar/search/#/q=" + Call.encode(accession),
              symbols,
              Engagement.UNKNOWN,
              null));
    }

    private Parsed page(@Nullable String next) {
      return new Parsed.Page(new ArrayList<>(byAccession.values()), next, newest);
    }
  }

  @Override
  public @Nullable Refusal refusal(Reply reply, long nowMillis) {
    boolean tooFast = reply.status() == 403 && Texts.start(reply).contains("rate threshold");
    return tooFast ? new Refusal(Problem.RATE_LIMITED, nowMillis + PENALTY.toMillis()) : null;
  }
}
