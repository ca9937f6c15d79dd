package dev.windsock.quota;

import dev.windsock.option.InvalidValueException;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A small file for each lane in the data directory: {@code open} while the lane is in use, {@code
 * closed} and the stamps after a clean end, each written whole and synced before it replaces the
 * one before, and the directory synced after. A file that is open, damaged or unreadable means that
 * nothing is known. Reads and writes on worker threads.
 */
final class FileJournal implements Journal {
  private static final String OPEN = "open";
  private static final String CLOSED = "closed";

  private final Vertx vertx;
  private final Path directory;

  FileJournal(Vertx vertx, Path directory) {
    this.vertx = vertx;
    this.directory = directory;
  }

  @Override
  public Future<Map<String, Past>> open(Set<String> lanes) {
    return vertx.executeBlocking(
        () -> {
          if (!isUsable()) {
            throw new InvalidValueException(
                "quota.dataDir", directory, "a directory that can be written");
          }
          Map<String, Past> pasts = new HashMap<>();
          for (String lane : lanes) {
            pasts.put(lane, read(file(lane)));
            write(file(lane), List.of(OPEN));
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
            write(file(lane.getKey()), lines);
          }
          sync();
          return null;
        });
  }

  private boolean isUsable() {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      return false;
    }
    return Files.isWritable(directory);
  }

  private Path file(String lane) {
    return directory.resolve("quota-" + lane.replaceAll("[^A-Za-z0-9._-]", "_") + ".journal");
  }

  private static Past read(Path file) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return Past.FIRST;
    }
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

  private static void write(Path file, List<String> lines) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
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
