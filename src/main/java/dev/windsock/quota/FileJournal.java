package dev.windsock.quota;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A small file for each lane in the data directory: {@code open} while the lane is in use, {@code
 * closed} and the stamps after a clean end, each written whole and synced before it replaces the
 * one before, and the directory synced after. A file that is open, damaged or unreadable means that
 * nothing is known.
 *
 * <p>A lane that notes its grants has them in {@link Notes} instead, each synced before it is used,
 * so that a killed process forgets none; now and then the file is written anew without those that
 * are too old. One of which nothing was known begins to note once that does not matter any more.
 *
 * <p>The directory is this journal's alone from its first opening on. Reads and writes on worker
 * threads, one after the other.
 */
final class FileJournal implements Journal {
  private static final String OPEN = "open";
  private static final String CLOSED = "closed";

  /** A file is written anew when it has so many lines more than matter. */
  private static final int SLACK = 1_000;

  private final Vertx vertx;
  private final Path directory;
  private final DirectoryLock lock;

  /** Of the noting lanes; touched by one worker at a time. */
  private final Map<String, Noting> noting = new HashMap<>();

  private static final class Noting {
    private final Notes notes = new Notes();
    private boolean begun;
    private long openedMillis;
  }

  FileJournal(Vertx vertx, Path directory) {
    this.vertx = vertx;
    this.directory = directory;
    this.lock = new DirectoryLock(directory);
  }

  @Override
  public Future<Map<String, Past>> open(Set<String> lanes) {
    return open(lanes, Set.of());
  }

  @Override
  public Future<Map<String, Past>> open(Set<String> lanes, Set<String> notingLanes) {
    return vertx.executeBlocking(
        () -> {
          lock.take();
          Map<String, Past> pasts = new HashMap<>();
          for (String lane : lanes) {
            Past past = read(file(lane));
            pasts.put(lane, past);
            List<Long> stamps = past.stamps();
            if (notingLanes.contains(lane)) {
              Noting fresh = new Noting();
              noting.put(lane, fresh);
              if (stamps != null) {
                stamps.forEach(stamp -> fresh.notes.add(new Note(stamp, 1)));
                fresh.begun = true;
                write(file(lane), fresh.notes.whole());
                continue;
              }
            }
            write(file(lane), OPEN + "\n");
          }
          sync();
          return pasts;
        });
  }

  @Override
  public Future<Void> close(Map<String, List<Long>> stamps) {
    return vertx.executeBlocking(
        () -> {
          for (Map.Entry<String, List<Long>> lane : stamps.entrySet()) {
            List<String> lines = new ArrayList<>();
            lines.add(CLOSED);
            lane.getValue().forEach(stamp -> lines.add(Long.toString(stamp)));
            lines.add(CLOSED);
            write(file(lane.getKey()), String.join("\n", lines) + "\n");
            noting.remove(lane.getKey());
          }
          sync();
          return null;
        });
  }

  @Override
  public Future<Void> release() {
    return vertx.executeBlocking(
        () -> {
          lock.release();
          return null;
        });
  }

  @Override
  public Future<Void> note(String lane, Note note, long nowMillis, long keptMillis) {
    return vertx.executeBlocking(
        () -> {
          Noting notes = noting.get(lane);
          if (notes == null) {
            return null;
          }
          notes.openedMillis = notes.openedMillis == 0 ? nowMillis : notes.openedMillis;
          notes.notes.forgetBefore(nowMillis - keptMillis);
          notes.notes.add(note);
          if (!notes.begun && nowMillis - notes.openedMillis < keptMillis) {
            return null;
          }
          if (notes.begun && notes.notes.written() - notes.notes.size() < SLACK) {
            append(file(lane), Notes.line(note));
          } else {
            write(file(lane), notes.notes.whole());
            sync();
            notes.begun = true;
          }
          return null;
        });
  }

  private static void append(Path file, String line) throws IOException {
    try (FileChannel out = FileChannel.open(file, StandardOpenOption.APPEND)) {
      ByteBuffer buffer = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      out.force(true);
    }
  }

  private Path file(String lane) {
    return directory.resolve("quota-" + lane.replaceAll("[^A-Za-z0-9._-]", "_") + ".journal");
  }

  private static Past read(Path file) throws IOException {
    String text;
    try {
      text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return Past.FIRST;
    }
    Collection<Note> notes = Notes.read(text);
    if (notes != null) {
      List<Long> stamps = new ArrayList<>();
      notes.forEach(
          note -> stamps.addAll(Collections.nCopies((int) note.grants(), note.stampMillis())));
      return new Past(true, stamps);
    }
    List<String> lines = text.lines().toList();
    int last = lines.size() - 1;
    if (last < 1 || !lines.get(0).equals(CLOSED) || !lines.get(last).equals(CLOSED)) {
      return Past.UNKNOWN;
    }
    List<Long> stamps = new ArrayList<>();
    for (String line : lines.subList(1, last)) {
      if (!line.matches("\\d{1,18}")) {
        return Past.UNKNOWN;
      }
      stamps.add(Long.parseLong(line));
    }
    return new Past(true, stamps);
  }

  /** Makes the replacements themselves last, where the system lets a directory be opened. */
  private void sync() throws IOException {
    FileChannel entries;
    try {
      entries = FileChannel.open(directory, StandardOpenOption.READ);
    } catch (AccessDeniedException e) {
      return;
    }
    try (entries) {
      entries.force(true);
    }
  }

  private static void write(Path file, String text) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    try (FileChannel out =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      out.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
