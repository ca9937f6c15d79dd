package dev.windsock.quota;

import dev.windsock.option.InvalidValueException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a data directory to one process: two that restored the same journal would spend the same
 * share twice, and overwrite what the other notes. The system lets go of it when the process ends,
 * however it ends. Blocks; for one worker thread at a time.
 *
 * <p>To POSIX a lock is the process's: when any channel of it to the locked file is closed, the
 * lock is gone. So a second instance within the process must not as much as open that file: beside
 * it stands which process has it.
 */
final class DirectoryLock {
  private static final String FILE = "quota.lock";
  private static final String OWNER = "quota.owner";

  private final Path directory;
  private @Nullable FileLock held;

  DirectoryLock(Path directory) {
    this.directory = directory;
  }

  /**
   * Takes it, unless it is held already.
   *
   * @throws InvalidValueException that names {@code quota.dataDir}, when the directory cannot be
   *     written or is in use
   */
  void take() throws IOException {
    if (held != null) {
      return;
    }
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw refused("a directory that can be written");
    }
    if (!Files.isWritable(directory)) {
      throw refused("a directory that can be written");
    }
    String self = self();
    if (!self.isEmpty() && self.equals(owner())) {
      throw inUse();
    }
    FileChannel file =
        FileChannel.open(
            directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      held = file.tryLock();
      if (held != null) {
        Files.writeString(directory.resolve(OWNER), self);
      }
    } catch (OverlappingFileLockException e) {
      held = null; // Held by another instance within this very process, which has just taken it.
    } finally {
      if (held == null) {
        file.close();
      }
    }
    if (held == null) {
      throw inUse();
    }
  }

  /**
   * This process and no other: process ids come again, in containers always the same. Empty where
   * nobody can tell, so that nobody is kept out by an earlier process of the same id.
   */
  private static String self() {
    ProcessHandle process = ProcessHandle.current();
    return process.info().startInstant().map(start -> process.pid() + " since " + start).orElse("");
  }

  /** Who had it last; empty when it was let go of. */
  private String owner() {
    try {
      return Files.readString(directory.resolve(OWNER));
    } catch (IOException e) {
      return "";
    }
  }

  private InvalidValueException inUse() {
    return refused("a directory of this instance alone (another that runs has it)");
  }

  private InvalidValueException refused(String allowed) {
    return new InvalidValueException("quota.dataDir", directory, allowed);
  }

  /** Lets go of it; without effect when it is not held. */
  void release() throws IOException {
    FileLock lock = held;
    held = null;
    if (lock != null) {
      try {
        Files.deleteIfExists(directory.resolve(OWNER));
      } finally {
        lock.acquiredBy().close();
      }
    }
  }
}
