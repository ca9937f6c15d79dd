package dev.windsock;

/**
 * How far a long file is, on a terminal only, and only when the results go elsewhere. Redrawn when
 * the percentage changes, so it costs nothing in between. Single-threaded.
 */
final class ProgressBar {
  private static final long LONG_BYTES = 64 << 10;
  private static final int WIDTH = 40;

  private final Terminal terminal;
  private final long total;
  private final boolean shown;
  private int percent = -1;

  /**
   * @param total how many bytes there are; 0 when that is not known
   */
  ProgressBar(Terminal terminal, long total) {
    this.terminal = terminal;
    this.total = total;
    this.shown = terminal.errIsTerminal() && !terminal.outIsTerminal() && total >= LONG_BYTES;
  }

  /** So many bytes are done. */
  void at(long bytes) {
    if (!shown) {
      return;
    }
    int now = (int) Math.min(100, bytes * 100 / total);
    if (now != percent) {
      percent = now;
      int full = now * WIDTH / 100;
      terminal.err().print("\r[" + "█".repeat(full) + "·".repeat(WIDTH - full) + "] " + now + " %");
      terminal.err().flush();
    }
  }

  /** Everything is done: takes the bar away. */
  void done() {
    if (shown) {
      terminal.err().print("\r\u001b[K");
      terminal.err().flush();
    }
  }
}
