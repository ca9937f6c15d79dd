package dev.windsock.lab;

import java.util.List;

/**
 * One provider, played. Pure: what it answers depends on the request and its time alone, apart from
 * what the provider itself remembers (tokens it handed out). Called on the lab's event loop.
 */
interface Simulator {
  /** The provider's id, the first part of its paths here. */
  String id();

  /** How often the real one may be called; at least one limit. */
  List<Limit> limits();

  /** Who the provider takes the caller for; empty where it goes by address. */
  default String client(Ask ask) {
    return "";
  }

  /** What was asked for, for the report: a symbol or a query, never a secret. */
  String question(Ask ask);

  /** The answer to a request within the limits. */
  Reply answer(Ask ask, Verdict verdict);

  /** The answer to one too many. */
  Reply refuse(Ask ask, Verdict verdict);
}
