package dev.millrace.publish;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a publication asks of a file system, with the promises it relies on. */
final class Disk {
  private Disk() {}

  /** Returns when a power cut can no longer undo what was written to the file. */
  static void write(Path file, byte[] content) throws IOException {
    Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    force(file, StandardOpenOption.WRITE);
  }

  /** Returns when a power cut can no longer undo renames in this folder. */
  static void forceFolder(Path folder) throws IOException {
    force(folder, StandardOpenOption.READ);
  }

  static void forceFolders(Path tree) throws IOException {
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path folder :
          (Iterable<Path>)
              all.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))::iterator) {
        forceFolder(folder);
      }
    }
  }

  private static void force(Path path, StandardOpenOption access) throws IOException {
    try (FileChannel channel = FileChannel.open(path, access)) {
      channel.force(true);
    }
  }

  /**
   * Gives the bytes of a file, which nobody changes any more, a second name: a hard link, so that
   * the first name stays for another attempt. A file system without hard links gets a copy: the
   * same result, for the price of writing the bytes again.
   */
  static void share(Path file, Path secondName) throws IOException {
    try {
      Files.createLink(secondName, file);
    } catch (NoSuchFileException missing) {
      throw missing;
    } catch (UnsupportedOperationException | FileSystemException noHardLinks) {
      Files.copy(file, secondName, StandardCopyOption.REPLACE_EXISTING);
      force(secondName, StandardOpenOption.WRITE);
    }
  }

  /**
   * Makes a second link that says the same as a first one. A hard link where there can be one: it
   * needs no room of its own, and is made much faster than a link is.
   */
  static void shareLink(Path link, Path second) throws IOException {
    try {
      Files.createLink(second, link);
    } catch (NoSuchFileException missing) {
      throw missing;
    } catch (UnsupportedOperationException | FileSystemException noHardLinks) {
      Files.createSymbolicLink(second, Files.readSymbolicLink(link));
    }
  }

  /** The entries of a folder; none when it does not exist. */
  static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  /**
   * Deletes a tree by way of the trash: it is gone at once for readers, who never meet half of it,
   * and for workers that still write into it. Does nothing when it is not there.
   */
  static void discard(Path tree, Path trash) throws IOException {
    Files.createDirectories(trash);
    Path doomed = trash.resolve(UUID.randomUUID().toString());
    try {
      Files.move(tree, doomed, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException gone) {
      return;
    }
    delete(doomed);
  }

  /** Deletes a tree. Of a symbolic link, only the link: nothing outside the tree is touched. */
  static void delete(Path tree) throws IOException {
    if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          /** Somebody else may be emptying the same trash. */
          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            if (failure != null && !(failure instanceof NoSuchFileException)) {
              throw failure;
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
