package dev.windsock.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GramsTest {
  private static final Analysis ANALYSIS = new Analysis(Lexicon.load("lexicon.txt"), new Table(0));

  private static long[] keys(String text, Target target) {
    ANALYSIS.open(text, target);
    ANALYSIS.read("en");
    long[] keys = new long[ANALYSIS.grams.count()];
    for (int g = 0; g < keys.length; g++) {
      keys[g] = ANALYSIS.grams.key(g);
    }
    return keys;
  }

  private static long[] keys(String text) {
    return keys(text, Target.WHOLE);
  }

  private static Set<Long> shared(String one, String other, Target target) {
    Set<Long> shared = new HashSet<>();
    Arrays.stream(keys(one, target)).forEach(shared::add);
    shared.retainAll(Arrays.stream(keys(other, target)).boxed().toList());
    return shared;
  }

  private static Set<Long> shared(String one, String other) {
    return shared(one, other, Target.WHOLE);
  }

  @Test
  void read_otherTickerNumberLinkOrHandle_isTheSame() {
    assertThat(keys("$AAPL nears 12 https://a.example @ana"))
        .isEqualTo(keys("$TSLA nears 7,000 https://b.example/c @ben"));
  }

  @Test
  void read_otherNameOfTheTarget_isTheSame() {
    Target acme = new Target(List.of("Acme"), List.of("Globex Motors"));
    Target initech = new Target(List.of("Initech Bank"), List.of("Umbra"));
    assertThat(keys("Acme outpaces Globex Motors in Ohio", acme))
        .isEqualTo(keys("Initech Bank outpaces Umbra in Ohio", initech));
    assertThat(keys("Globex Motors outpaces Acme in Ohio", acme))
        .isNotEqualTo(keys("Acme outpaces Globex Motors in Ohio", acme));
  }

  @Test
  void read_negatedWord_isAnotherKey() {
    assertThat(keys("it is great")).isNotEqualTo(keys("it is not great"));
    long great = keys("great")[0];
    assertThat(Arrays.stream(keys("it is not great")).boxed()).doesNotContain(great);
  }

  @Test
  void read_inflections_shareTheirStem() {
    Endings endings = new Endings();
    long[] stems =
        Arrays.stream(new String[] {"raise", "raises", "raised", "raising"})
            .mapToLong(
                word -> {
                  endings.reset();
                  long hash = 7;
                  for (int i = 0; i < word.length(); i++) {
                    hash = hash * 31 + word.charAt(i);
                    endings.add(word.charAt(i), hash);
                  }
                  return endings.stem(hash);
                })
            .distinct()
            .toArray();
    assertThat(stems).hasSize(1);
  }

  @Test
  void read_longWordsOfOneBeginning_shareAKey() {
    assertThat(shared("wombatish", "wombles")).hasSize(1);
    assertThat(shared("wombatish", "womb")).isEmpty();
  }

  @Test
  void read_otherWordsThatDoTheSame_shareAPair() {
    assertThat(shared("profit soars", "koala soars")).isSubsetOf(shared("soars", "wombat soars"));
    assertThat(shared("profit soars", "earnings surges")).isNotEmpty();
    assertThat(shared("profit soars", "earnings plunges")).hasSize(1);
  }

  @Test
  void read_twoRules_arePairedWhereverTheyStand() {
    Set<Long> both = shared("upgrade wombat wombat buyback", "buyback koala koala upgrade");
    both.removeAll(shared("upgrade wombat", "koala upgrade"));
    both.removeAll(shared("wombat buyback", "koala buyback"));
    assertThat(both).hasSize(1);
  }

  @Test
  void read_wordsAroundTheTarget_countByWhatTheyDo() {
    Target acme = new Target(List.of("Acme"), List.of("Globex"));
    Set<Long> same = shared("Globex said Acme soars", "Globex said Acme surges", acme);
    Set<Long> opposite = shared("Globex said Acme soars", "Globex said Acme plunges", acme);
    // The pair of the name and the rise, and the rise just after the name.
    assertThat(same).containsAll(opposite).hasSizeGreaterThanOrEqualTo(opposite.size() + 2);
  }

  @Test
  void read_ruleAfterASubordinator_isAKeyOfItsOwn() {
    Set<Long> after = shared("koala koala amid upgrade", "wombat wombat after upgrade");
    Set<Long> alone = shared("koala koala upgrade", "wombat wombat upgrade");
    Set<Long> amid = shared("koala koala amid upgrade", "wombat wombat amid upgrade");
    assertThat(after).hasSizeGreaterThan(alone.size()).isSubsetOf(amid);
    assertThat(amid).hasSizeGreaterThan(after.size());
  }

  @Test
  void read_textWithALink_countsEachGramOnceMoreAsOfSuchTexts() {
    long[] plain = keys("Acme soars");
    long[] linked = keys("Acme soars https://a.example");
    assertThat(Arrays.stream(linked).boxed()).containsAll(Arrays.stream(plain).boxed().toList());
    assertThat(linked).hasSizeGreaterThan(2 * plain.length);
  }

  @Test
  void isAround_gramsOfWhatStandsBesideTheTarget_alone() {
    keys("Globex said Acme soars", new Target(List.of("Acme"), List.of("Globex")));
    int around = 0;
    for (int g = 0; g < ANALYSIS.grams.count(); g++) {
      around += ANALYSIS.grams.isAround(g) ? 1 : 0;
    }
    assertThat(around).isBetween(4, 12);
    keys("Acme soars");
    for (int g = 0; g < ANALYSIS.grams.count(); g++) {
      assertThat(ANALYSIS.grams.isAround(g)).isFalse();
    }
  }

  @Test
  void read_longText_countsEachGramForLess() {
    keys("profit rose ".repeat(100));
    assertThat(ANALYSIS.grams.value()).isLessThan(.5);
    keys("profit rose");
    assertThat(ANALYSIS.grams.value()).isEqualTo(1);
  }

  @Test
  void read_textReadBefore_leavesNoTrace() {
    long[] first = keys("Acme soars", new Target(List.of("Acme"), List.of("Globex")));
    keys("not ".repeat(600), new Target(List.of("not"), List.of("x")));
    assertThat(keys("Acme soars", new Target(List.of("Acme"), List.of("Globex")))).isEqualTo(first);
  }
}
