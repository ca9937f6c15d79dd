package dev.windsock.lab;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SEC EDGAR: the ticker map, columnar submissions with nulls, full-text search by document; 403 in
 * HTML to agents without a contact, and for ten minutes to those that ask too fast.
 */
final class Sec implements Simulator {
  private static final Pattern SUBMISSIONS = Pattern.compile("/submissions/CIK(\\d{10})\\.json");
  private static final String[] FORMS = {"8-K", "4", "10-Q", "144", "8-K", "SC 13G/A", "4"};
  private static final long HISTORY_MILLIS = 30L * 86_400_000;

  private final Companies companies;
  private final Feed feed;

  Sec(World world) {
    this.companies = world.companies();
    this.feed = world.feed("sec", Feed.Style.NEWS, 6);
  }

  @Override
  public String id() {
    return "sec";
  }

  @Override
  public List<Limit> limits() {
    return List.of(new Limit(10, 1000, 600_000));
  }

  @Override
  public String question(Ask ask) {
    return ask.path() + (ask.param("q").isEmpty() ? "" : " " + ask.param("q"));
  }

  @Override
  public Reply answer(Ask ask, Verdict verdict) {
    if (ask.header("User-Agent").indexOf('@') < 1) {
      return Reply.html(403, "Undeclared Automated Tool");
    }
    if (ask.path().equals("/files/company_tickers.json")) {
      return Reply.json(this::tickers).gzipped();
    }
    Matcher submissions = SUBMISSIONS.matcher(ask.path());
    if (submissions.matches()) {
      Company company = companies.byCik((int) Long.parseLong(submissions.group(1)));
      return company == null
          ? Reply.of(404, "application/xml", "<Error><Code>NoSuchKey</Code></Error>")
          : Reply.json(out -> submissions(out, company, filings(company, ask, 1000))).gzipped();
    }
    if (ask.path().equals("/LATEST/search-index")) {
      Company company = companies.byName(ask.param("q").replace("\"", ""));
      List<Post> filings = company == null ? List.of() : filings(company, ask, 100);
      return Reply.json(out -> hits(out, filings));
    }
    return Reply.html(404, "Not Found");
  }

  @Override
  public Reply refuse(Ask ask, Verdict verdict) {
    return Reply.html(403, "Request Rate Threshold Exceeded");
  }

  private List<Post> filings(Company company, Ask ask, int max) {
    Long start = Stamps.parseIso(ask.param("startdt"));
    Long end = Stamps.parseIso(ask.param("enddt"));
    long from = start == null ? ask.nowMillis() - HISTORY_MILLIS : start;
    long to = end == null ? ask.nowMillis() : Math.min(ask.nowMillis(), end + 86_399_999);
    return feed.newest(company, from, to, max);
  }

  private void tickers(JsonGenerator out) throws IOException {
    out.writeStartObject();
    int row = 0;
    for (Company company : companies.known()) {
      if (company.cik() != 0) {
        out.writeObjectFieldStart(Integer.toString(row++));
        out.writeNumberField("cik_str", company.cik());
        out.writeStringField("ticker", company.symbol().replace('.', '-'));
        out.writeStringField("title", company.fullName());
        out.writeEndObject();
      }
    }
    out.writeEndObject();
  }

  private static void submissions(JsonGenerator out, Company company, List<Post> filings)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("cik", cik(company));
    out.writeStringField("entityType", "operating");
    out.writeStringField("name", company.fullName());
    out.writeNullField("lei");
    out.writeArrayFieldStart("tickers");
    out.writeString(company.symbol().replace('.', '-'));
    out.writeEndArray();
    out.writeObjectFieldStart("filings");
    out.writeObjectFieldStart("recent");
    column(out, "accessionNumber", filings, Sec::accession);
    column(out, "filingDate", filings, post -> Stamps.day(post.millis()));
    column(out, "reportDate", filings, post -> "");
    column(out, "acceptanceDateTime", filings, Sec::acceptance);
    column(out, "act", filings, post -> "34");
    column(out, "form", filings, Sec::form);
    column(out, "fileNumber", filings, post -> "");
    column(out, "filmNumber", filings, post -> "");
    column(out, "items", filings, post -> form(post).equals("8-K") ? "2.02,9.01" : "");
    column(out, "core_type", filings, Sec::form);
    for (String name : List.of("size", "isXBRL", "isInlineXBRL", "isXBRLNumeric")) {
      out.writeArrayFieldStart(name);
      for (Post post : filings) {
        if (name.equals("isXBRLNumeric")) {
          out.writeNull();
        } else {
          out.writeNumber(name.equals("size") ? 5000 + post.any(9, 90_000) : 0);
        }
      }
      out.writeEndArray();
    }
    column(out, "primaryDocument", filings, Sec::document);
    column(out, "primaryDocDescription", filings, Post::text);
    out.writeEndObject();
    out.writeArrayFieldStart("files");
    out.writeEndArray();
    out.writeEndObject();
    out.writeEndObject();
  }

  private static void column(
      JsonGenerator out, String name, List<Post> filings, Function<Post, String> cell)
      throws IOException {
    out.writeArrayFieldStart(name);
    for (Post post : filings) {
      out.writeString(cell.apply(post));
    }
    out.writeEndArray();
  }

  private static void hits(JsonGenerator out, List<Post> filings) throws IOException {
    out.writeStartObject();
    out.writeObjectFieldStart("hits");
    out.writeObjectFieldStart("total");
    out.writeNumberField("value", filings.size());
    out.writeStringField("relation", "eq");
    out.writeEndObject();
    out.writeArrayFieldStart("hits");
    for (Post post : filings) {
      Company company = post.company();
      out.writeStartObject();
      out.writeStringField("_id", accession(post) + ":" + document(post));
      out.writeNumberField("_score", 9.1);
      out.writeObjectFieldStart("_source");
      out.writeStringField("adsh", accession(post));
      out.writeArrayFieldStart("ciks");
      out.writeString(cik(company));
      out.writeEndArray();
      out.writeArrayFieldStart("display_names");
      out.writeString(
          company.fullName() + "  (" + company.symbol() + ")  (CIK " + cik(company) + ")");
      out.writeEndArray();
      out.writeStringField("form", form(post));
      out.writeStringField("file_type", form(post));
      out.writeStringField("file_date", Stamps.day(post.millis()));
      out.writeStringField("file_description", post.text());
      out.writeEndObject();
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
    out.writeObjectFieldStart("aggregations");
    out.writeEndObject();
    out.writeEndObject();
  }

  /** Some filings carry Eastern time labelled as UTC, as the real ones do. */
  private static String acceptance(Post post) {
    return Stamps.isoMillis(post.any(8, 2) == 0 ? post.millis() : post.millis() - 5 * 3_600_000);
  }

  private static String form(Post post) {
    return FORMS[post.any(7, FORMS.length)];
  }

  private static String accession(Post post) {
    return cik(post.company())
        + String.format(
            Locale.ROOT,
            "-%s-%06d",
            Stamps.day(post.millis()).substring(2, 4),
            post.millis() / 60_000 % 1_000_000);
  }

  private static String document(Post post) {
    return "a" + Long.toString(post.key(), 36) + ".htm";
  }

  private static String cik(Company company) {
    return String.format(Locale.ROOT, "%010d", company.cik());
  }
}
