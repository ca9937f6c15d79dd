package dev.windsock.lab;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the simulated authors say: templates by section, filled in by throws of the dice. */
final class Phrases {
  private static final String[] DESKS = {
    "Harbor Street", "Northgate", "Elm & Partners", "Blue Quay", "a regional broker", "Stonefield"
  };
  private static final String[] DAYS = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday"};
  private static final String[] MONTHS = {
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December"
  };
  private static final String[] MOON = {"🚀", "📈", "🔥", "💪", "🐂", "🟢", "🌕"};
  private static final String[] FALL = {"📉", "🐻", "🔴", "💀", "🗑️", "🩸"};
  private static final String[] SHRUG = {"🤷", "👀", "🤔", "🙏"};

  private final Companies companies;
  private final Map<String, List<String>> sections = new HashMap<>();

  Phrases(Companies companies) {
    this.companies = companies;
    List<String> section = new ArrayList<>();
    for (String line : Lines.of("phrases.txt")) {
      if (line.startsWith("[")) {
        section = new ArrayList<>();
        sections.put(line.substring(1, line.length() - 1), section);
      } else {
        section.add(line);
      }
    }
  }

  /** One phrase of a section about a company; the same roll gives the same phrase. */
  String say(String section, Company about, long roll) {
    List<String> lines = sections.get(section);
    if (lines == null) {
      throw new IllegalArgumentException("no section " + section + " in lab/phrases.txt");
    }
    String line = lines.get(Dice.face(roll, lines.size()));
    StringBuilder out = new StringBuilder(line.length() + 40);
    int from = 0;
    long next = roll;
    for (int open = line.indexOf('{'); open >= 0; open = line.indexOf('{', from)) {
      int shut = line.indexOf('}', open);
      out.append(line, from, open);
      next = Dice.mix(next + open);
      fill(out, line.substring(open + 1, shut), about, next);
      from = shut + 1;
    }
    return out.append(line, from, line.length()).toString();
  }

  private void fill(StringBuilder out, String slot, Company about, long roll) {
    switch (slot) {
      case "tag" -> out.append('$').append(about.symbol());
      case "sym" -> out.append(about.symbol());
      case "name" -> out.append(about.name());
      case "co" -> out.append(about.fullName());
      case "px" -> price(out, about.price() * (0.98 + 0.04 * Dice.unit(roll)));
      case "up" -> price(out, about.price() * (1.05 + 0.3 * Dice.unit(roll)));
      case "down" -> price(out, about.price() * (0.7 + 0.25 * Dice.unit(roll)));
      case "pct" -> out.append(1 + Dice.face(roll, 9)).append('.').append(Dice.face(roll >> 9, 10));
      case "big" -> out.append(11 + Dice.face(roll, 50));
      case "n" -> out.append(2 + Dice.face(roll, 39));
      case "m" -> out.append(10 * (1 + Dice.face(roll, 90)));
      case "q" -> out.append('Q').append(1 + Dice.face(roll, 4));
      case "day" -> out.append(one(DAYS, roll));
      case "mon" -> out.append(one(MONTHS, roll));
      case "desk" -> out.append(one(DESKS, roll));
      case "other" -> out.append('$').append(companies.rival(about, roll).symbol());
      case "others" -> others(out, about, roll);
      case "rival" -> out.append(companies.rival(about, roll).name());
      case "moon" -> out.append(one(MOON, roll));
      case "fall" -> out.append(one(FALL, roll));
      case "shrug" -> out.append(one(SHRUG, roll));
      default -> throw new IllegalArgumentException("no slot " + slot);
    }
  }

  private void others(StringBuilder out, Company about, long roll) {
    for (int i = 0; i < 3; i++) {
      out.append(i == 0 ? "$" : " $").append(companies.rival(about, Dice.roll(roll, i)).symbol());
    }
  }

  private static void price(StringBuilder out, double price) {
    if (price >= 20) {
      out.append(Math.round(price));
    } else {
      out.append(String.format(Locale.ROOT, "%.2f", price));
    }
  }

  private static String one(String[] of, long roll) {
    return of[Dice.face(roll, of.length)];
  }
}
