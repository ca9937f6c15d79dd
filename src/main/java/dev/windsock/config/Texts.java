package dev.windsock.config;

import dev.windsock.option.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the texts that configuration is made of, and remembers which files they came from. Blocks:
 * never on an event loop. Single-threaded.
 */
final class Texts {
  private final Set<Path> files = new LinkedHashSet<>();

  /** Every file that was read or looked for. */
  Set<Path> files() {
    return files;
  }

  /** The text of a file; null, with a complaint, when there is none to be had. */
  @Nullable String file(Path file, String key, String origin, List<Violation> violations) {
    files.add(file);
    String problem;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(YamlReader.MAX_CHARACTERS + 1);
      if (bytes.length <= YamlReader.MAX_CHARACTERS) {
        return utf8(bytes);
      }
      problem = "is larger than 1 MiB";
    } catch (NoSuchFileException e) {
      problem = "does not exist";
    } catch (CharacterCodingException e) {
      problem = "is not UTF-8 text";
    } catch (IOException e) {
      problem = Files.isDirectory(file) ? "is a directory" : "cannot be read";
    }
    violations.add(
        new Violation(
            key, "file " + file + " " + problem, origin, "allowed: a readable file in UTF-8"));
    return null;
  }

  private static String utf8(byte[] bytes) throws CharacterCodingException {
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  /** The text of a resource in the jar; null when there is none. */
  static @Nullable String resource(String name) {
    try (InputStream in = Texts.class.getResourceAsStream("/conf/" + name)) {
      return in == null ? null : utf8(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the jar's own conf/" + name, e);
    }
  }

  /**
   * The value of a variable or an assignment: plain text for a plain value, YAML for a list or a
   * mapping, where a list of texts may also be written {@code a,b}.
   */
  @Nullable Node node(
      String path, String text, @Nullable Type type, String origin, List<Violation> violations) {
    if (type == null || type == Secret.class || Scalars.isScalar(Schema.raw(type))) {
      return new Node.Leaf(path, origin, text, false);
    }
    if (Schema.raw(type) == List.class && !text.stripLeading().startsWith("[")) {
      List<Node> items = new ArrayList<>();
      for (String item : text.isBlank() ? new String[0] : text.split(",", -1)) {
        String at = path + "[" + items.size() + "]";
        items.add(new Node.Leaf(at, origin, item.strip(), false));
      }
      return new Node.Items(path, origin, items);
    }
    return new YamlReader(origin, false, violations).read(path, text);
  }
}
