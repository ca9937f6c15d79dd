package dev.windsock;

/** How results are written. */
enum Format {
  /** For people. */
  TABLE,
  /** One JSON object a line. */
  JSON,
  /** Flat, with a header and stable columns. */
  CSV
}
