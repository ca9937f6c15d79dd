package dev.windsock.http;

import java.util.Locale;

/** The routes as meters know them. */
enum RouteName {
  SENTIMENT,
  SENTIMENT_BATCH,
  HISTORY,
  EVIDENCE,
  TRENDING,
  SYMBOLS,
  SCORE,
  POSTS,
  PROVIDERS,
  QUOTA,
  CACHE,
  ADMIN,
  HEALTH,
  METRICS,
  PAGE,
  /** None: not found, not allowed, not well formed. */
  NONE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
