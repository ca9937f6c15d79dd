package dev.windsock.lab;

/** A provider that also sends unasked, over a WebSocket. Called on the lab's event loop. */
interface StreamSimulator extends Simulator {
  /** A client has connected, within the limits. */
  void open(Ask ask, Wire wire);
}
