package dev.windsock.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.history.Board.By;
import dev.windsock.history.Board.Row;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BoardTest {
  private static final long NOW = 1_795_435_200_000L;

  private static Row row(String symbol, long at, int mentions, @Nullable Double change) {
    return new Row(symbol, at, 1, mentions, null, .1, change);
  }

  @Test
  void merged_sameSymbol_theNewerRowStandsWhicheverSideItIsOn() {
    Board old = new Board(List.of(row("AAPL", NOW - 60_000, 99, null)));
    Board young = new Board(List.of(row("AAPL", NOW, 5, null)));
    assertThat(old.merged(young, NOW)).isEqualTo(young);
    assertThat(young.merged(old, NOW)).isEqualTo(young);
  }

  @Test
  void merged_aDayLater_forgets() {
    Board board = new Board(List.of(row("AAPL", NOW, 5, null)));
    assertThat(Board.EMPTY.merged(board, NOW + 86_399_999).rows()).hasSize(1);
    assertThat(Board.EMPTY.merged(board, NOW + 86_400_000).rows()).isEmpty();
  }

  @Test
  void merged_nothingWasSaidForADay_forgets() {
    Board board = new Board(List.of(row("AAPL", NOW - 60_000, 5, null)));
    Board silent = new Board(List.of(row("AAPL", NOW, 0, null)));
    assertThat(board.merged(silent, NOW).rows()).isEmpty();
  }

  @Test
  void top_figuresThatCouldNotBeMadeAnew_areNotShown() {
    Board board = new Board(List.of(row("AAPL", NOW, 5, null)));
    assertThat(board.top(By.MENTIONS, 9, NOW + Board.SHOWN_MILLIS - 1)).hasSize(1);
    assertThat(board.top(By.MENTIONS, 9, NOW + Board.SHOWN_MILLIS)).isEmpty();
  }

  @Test
  void overdue_someAreOld_givesThoseTheOldestFirst() {
    Board board =
        new Board(
            List.of(
                row("A", NOW - Board.GOOD_MILLIS, 5, null),
                row("B", NOW - Board.GOOD_MILLIS + 1, 5, null),
                row("C", NOW - 2 * Board.GOOD_MILLIS, 5, null)));
    assertThat(board.overdue(NOW)).containsExactly("C", "A");
  }

  @Test
  void merged_manySymbols_keepsTheMostMentioned() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 2 * Board.MAX_ROWS; i++) {
      rows.add(row("S" + i, NOW, i, null));
    }
    Board board = Board.EMPTY.merged(new Board(rows), NOW);
    assertThat(board.rows()).hasSize(Board.MAX_ROWS);
    assertThat(board.rows().get(0).mentions24h()).isEqualTo(2 * Board.MAX_ROWS - 1);
  }

  @Test
  void top_byChange_countsEitherWayAndLeavesOutTheUnknown() {
    Board board =
        new Board(List.of(row("A", NOW, 9, null), row("B", NOW, 8, .1), row("C", NOW, 7, -.4)));
    assertThat(board.top(By.CHANGE, 9, NOW)).extracting(Row::symbol).containsExactly("C", "B");
    assertThat(board.top(By.MENTIONS, 2, NOW)).extracting(Row::symbol).containsExactly("A", "B");
    assertThat(board.top(By.BUZZ, 9, NOW)).isEmpty();
  }
}
