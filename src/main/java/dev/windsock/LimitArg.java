package dev.windsock;

import dev.windsock.lab.LabOptions;
import dev.windsock.lab.Limit;
import dev.windsock.option.InvalidValueException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One limit as the command line writes it: {@code yahoo=1/10s}, at most one call in any ten
 * seconds.
 */
record LimitArg(String provider, Limit limit) {
  private static final Pattern FORM =
      Pattern.compile("([a-z0-9_]+)=([1-9][0-9]{0,8})/([1-9][0-9]{0,8})(ms|s|m|h|d)");

  static LimitArg parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new InvalidValueException(
          "--limit", text, "PROVIDER=CALLS/WINDOW with a unit (ms, s, m, h, d), as in yahoo=1/10s");
    }
    long number = Long.parseLong(matcher.group(3));
    Duration window =
        switch (matcher.group(4)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        };
    try {
      return new LimitArg(
          matcher.group(1), new Limit(Integer.parseInt(matcher.group(2)), window.toMillis()));
    } catch (InvalidValueException e) {
      throw e.under("--limit " + matcher.group(1));
    }
  }

  /** Several limits of one provider all hold at once, in place of its published ones. */
  static LabOptions options(List<String> texts) {
    Map<String, List<Limit>> limits = new LinkedHashMap<>();
    for (String text : texts) {
      LimitArg arg = parse(text);
      limits.computeIfAbsent(arg.provider, id -> new ArrayList<>()).add(arg.limit);
    }
    LabOptions options = LabOptions.defaults();
    for (Map.Entry<String, List<Limit>> entry : limits.entrySet()) {
      options = options.limits(entry.getKey(), entry.getValue().toArray(new Limit[0]));
    }
    return options;
  }
}
