package dev.windsock.score;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {
  @ParameterizedTest
  @ValueSource(strings = {"A$AP drops an album", "Micro$oft", "bull$hit", "5$abc"})
  void read_dollarWithinAWord_beginsNoCashtag(String text) {
    Tokens tokens = Tokenizer.read(text);
    for (int i = 0; i < tokens.count; i++) {
      assertThat(tokens.kind[i]).isNotEqualTo(Tokens.CASHTAG);
    }
  }

  @Test
  void read_cashtagsWithoutSpace_areBothCashtags() {
    Tokens tokens = Tokenizer.read("($AAPL/$MSFT)");
    assertThat(tokens.count).isEqualTo(4);
    assertThat(tokens.kind[1]).isEqualTo(Tokens.CASHTAG);
    assertThat(tokens.kind[2]).isEqualTo(Tokens.CASHTAG);
  }
}
