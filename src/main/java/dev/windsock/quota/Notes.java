package dev.windsock.quota;

import dev.windsock.quota.Journal.Note;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The text of a noting lane's file: a first line, then a line for each grant with its checksum. A
 * last line that is torn was never used by anybody, since its write had not ended: it is skipped.
 * Any other that does not check means that nothing is known. Not thread-safe.
 */
final class Notes {
  static final String NOTED = "noted";

  private final Deque<Note> notes = new ArrayDeque<>();
  private int written;

  /** How many lines the file has. */
  int written() {
    return written;
  }

  /** Forgets what is too old to matter. */
  void forgetBefore(long millis) {
    while (!notes.isEmpty() && notes.getFirst().stampMillis() < millis) {
      notes.removeFirst();
    }
  }

  int size() {
    return notes.size();
  }

  void add(Note note) {
    notes.addLast(note);
    written++;
  }

  /** All that is known, as a whole file. */
  String whole() {
    StringBuilder text = new StringBuilder(NOTED).append('\n');
    notes.forEach(note -> text.append(line(note)));
    written = notes.size();
    return text.toString();
  }

  static String line(Note note) {
    String text = note.stampMillis() + " " + note.grants();
    return text + " " + checksum(text) + "\n";
  }

  private static String checksum(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.US_ASCII));
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }

  /** Reads a file's text; null when it cannot be relied on. */
  static @Nullable Collection<Note> read(String text) {
    if (!text.startsWith(NOTED + "\n")) {
      return null;
    }
    List<Note> read = new ArrayList<>();
    int at = NOTED.length() + 1;
    while (at < text.length()) {
      int end = text.indexOf('\n', at);
      if (end < 0) {
        return read;
      }
      Note note = note(text.substring(at, end));
      if (note == null) {
        // Blocks may reach the disk in any order: of the last write alone may a part be missing.
        return text.indexOf('\n', end + 1) < 0 && end + 1 == text.length() ? read : null;
      }
      read.add(note);
      at = end + 1;
    }
    return read;
  }

  private static @Nullable Note note(String line) {
    if (!line.matches("\\d{1,18} \\d{1,9} [0-9a-f]{8}")) {
      return null;
    }
    int last = line.lastIndexOf(' ');
    if (!checksum(line.substring(0, last)).equals(line.substring(last + 1))) {
      return null;
    }
    int first = line.indexOf(' ');
    return new Note(
        Long.parseLong(line.substring(0, first)), Long.parseLong(line.substring(first + 1, last)));
  }
}
