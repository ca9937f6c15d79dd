package dev.windsock.http;

import dev.windsock.option.InvalidValueException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How answers are written down: by {@code ?format=}, else by the Accept header. */
enum Format {
  JSON("application/json"),
  NDJSON("application/x-ndjson"),
  CSV("text/csv; charset=utf-8");

  private final String contentType;

  Format(String contentType) {
    this.contentType = contentType;
  }

  String contentType() {
    return contentType;
  }

  /**
   * Chooses.
   *
   * @param asked the value of {@code format}, or null
   * @param accept the Accept header, or null
   */
  static Format of(@Nullable String asked, @Nullable String accept) {
    if (asked != null) {
      return switch (asked) {
        case "json" -> JSON;
        case "ndjson" -> NDJSON;
        case "csv" -> CSV;
        default -> throw new InvalidValueException("format", asked, "json, ndjson or csv");
      };
    }
    return accept == null ? JSON : accepted(accept);
  }

  private static Format accepted(String accept) {
    Format best = null;
    double bestWeight = 0;
    for (String range : accept.split(",")) {
      String[] parts = range.split(";");
      Format format = ofRange(parts[0].strip().toLowerCase(Locale.ROOT));
      double weight = weight(parts);
      if (format != null && weight > bestWeight) {
        best = format;
        bestWeight = weight;
      }
    }
    if (best == null) {
      throw new FaultException(Problems.NOT_ACCEPTABLE);
    }
    return best;
  }

  private static @Nullable Format ofRange(String range) {
    return switch (range) {
      case "application/json", "application/*", "*/*" -> JSON;
      case "application/x-ndjson", "application/ndjson", "application/jsonl" -> NDJSON;
      case "text/csv", "text/*" -> CSV;
      default -> null;
    };
  }

  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("q=")) {
        try {
          return Double.parseDouble(parameter.substring(2));
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }
}
