package dev.windsock.lab;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Wikipedia's page views by day: a day is there a day late, and 404 until any is. */
final class Wikipedia implements Simulator {
  private static final Pattern PATH =
      Pattern.compile(
          "/api/rest_v1/metrics/pageviews/per-article/en\\.wikipedia/all-access/user/"
              + "([^/]{1,300})/daily/(\\d{8})(?:00)?/(\\d{8})(?:00)?");
  private static final long DAY_MILLIS = 86_400_000;

  private final Companies companies;
  private final long seed;

  Wikipedia(World world) {
    this.companies = world.companies();
    this.seed = world.seed();
  }

  @Override
  public String id() {
    return "wikipedia";
  }

  @Override
  public List<Limit> limits() {
    return List.of(new Limit(200, 60_000));
  }

  @Override
  public String question(Ask ask) {
    return ask.path();
  }

  @Override
  public Reply answer(Ask ask, Verdict verdict) {
    if (ask.header("User-Agent").indexOf('@') < 1) {
      return Reply.html(403, "Please set a user-agent and respect our robot policy");
    }
    Matcher path = PATH.matcher(ask.path());
    if (!path.matches()) {
      return problem();
    }
    String title = URLDecoder.decode(path.group(1), StandardCharsets.UTF_8);
    Company company = companies.byName(title.replace('_', ' '));
    Long from = Stamps.parseCompact(path.group(2) + "T0000");
    Long to = Stamps.parseCompact(path.group(3) + "T0000");
    long ready = Math.floorDiv(ask.nowMillis() - DAY_MILLIS, DAY_MILLIS) * DAY_MILLIS;
    if (company == null || from == null || to == null || from >= ready) {
      return problem();
    }
    return Reply.json(
        out -> {
          out.writeStartObject();
          out.writeArrayFieldStart("items");
          for (long day = from; day <= Math.min(to, ready - DAY_MILLIS); day += DAY_MILLIS) {
            double unit = Dice.unit(Dice.mix(Dice.roll(seed, company.symbol()) + day));
            out.writeStartObject();
            out.writeStringField("project", "en.wikipedia");
            out.writeStringField("article", title);
            out.writeStringField("granularity", "daily");
            out.writeStringField("timestamp", Stamps.day(day).replace("-", "") + "00");
            out.writeStringField("access", "all-access");
            out.writeStringField("agent", "user");
            out.writeNumberField(
                "views", (long) (20_000 * company.popularity() * (0.5 + unit)) + 20);
            out.writeEndObject();
          }
          out.writeEndArray();
          out.writeEndObject();
        });
  }

  private static Reply problem() {
    return Reply.of(
        404,
        "application/problem+json",
        "{\"status\":404,\"type\":\"about:blank\",\"title\":\"Not found.\"}");
  }

  @Override
  public Reply refuse(Ask ask, Verdict verdict) {
    return Reply.of(429, "text/html", "Too many requests")
        .with("Retry-After", verdict.binding().resetSeconds());
  }
}
