package dev.millrace.servers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The door of a broker that lets in whoever says a user's password (SASL, SCRAM-SHA-512) over a
 * connection that nobody listens to (TLS), on the loopback address. Its certificate is made anew
 * for each broker, is good for that address alone, and nobody has signed it: a client has to be
 * given it.
 */
public final class SecuredListener {
  /** Of the file of the private key, which is as short-lived as the broker. */
  private static final String KEY_PASSWORD = "of-no-importance";

  private static final String KEY_FILE = "broker.p12";
  private static final long PATIENCE_SECONDS = 60;

  private final Path home;
  private final int port;

  private SecuredListener(Path home, int port) {
    this.home = home;
    this.port = port;
  }

  /** Makes key and certificate in a broker's folder. */
  static SecuredListener in(Path home) throws IOException {
    SecuredListener listener = new SecuredListener(home, FreePort.find());
    String common = "-alias broker -storetype PKCS12 -storepass " + KEY_PASSWORD;
    listener.keytool(
        "-genkeypair -keyalg EC -groupname secp256r1 -validity 2 -dname CN=127.0.0.1"
            + " -ext SAN=ip:127.0.0.1,dns:localhost "
            + common,
        "-keystore",
        KEY_FILE);
    listener.keytool(
        "-exportcert -rfc " + common,
        "-keystore",
        KEY_FILE,
        "-file",
        listener.certificate().toString());
    return listener;
  }

  private void keytool(String options, String... files) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    line.addAll(List.of(options.split(" ", -1)));
    line.addAll(List.of(files));
    File said = home.resolve("keytool.out").toFile();
    Process process =
        new ProcessBuilder(line)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(said))
            .start();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException("no certificate could be made; look at " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a certificate was made", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** What the broker listens on, for its {@code listeners}: {@code SECURED://127.0.0.1:9093}. */
  String address() {
    return "SECURED://" + servers();
  }

  /** The broker's settings for it. */
  String settings() {
    return """
        listener.name.secured.sasl.enabled.mechanisms=SCRAM-SHA-512
        listener.name.secured.scram-sha-512.sasl.jaas.config=\
        org.apache.kafka.common.security.scram.ScramLoginModule required;
        listener.name.secured.ssl.keystore.type=PKCS12
        listener.name.secured.ssl.keystore.location=%s
        listener.name.secured.ssl.keystore.password=%s
        """
        .formatted(home.resolve(KEY_FILE), KEY_PASSWORD);
  }

  /** {@code bootstrap.servers}. */
  public String servers() {
    return "127.0.0.1:" + port;
  }

  /** The certificate, as PEM: {@code ssl.truststore.location} of type {@code PEM}. */
  public Path certificate() {
    return home.resolve("broker.pem");
  }

  /** {@code sasl.jaas.config} of a user. */
  public static String login(String user, String password) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
        + user
        + "\" password=\""
        + password
        + "\";";
  }
}
