package dev.millrace.servers;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Class paths: where the build of this module put the jars of each server. */
final class ServerJars {
  private ServerJars() {}

  /** Flink's jars, and nothing else. */
  static String flink() {
    return lib("flink");
  }

  /** The broker's jars; some that Flink needs, too, are only in {@link #flink}. */
  static String kafka() {
    return lib("kafka");
  }

  private static String lib(String server) {
    Path lib = ownClasses().resolveSibling(server).resolve("lib");
    if (!Files.isDirectory(lib)) {
      throw new IllegalStateException(
          "there are no jars in "
              + lib
              + ": the module of the servers puts them there when it is built (mvn -pl servers"
              + " package), and its own jar has to stay beside them");
    }
    return lib + "/*";
  }

  /** A folder of classes or a jar: either lies in the module's {@code target}. */
  static Path ownClasses() {
    try {
      return Path.of(ServerJars.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("classes come from a place", e);
    }
  }
}
