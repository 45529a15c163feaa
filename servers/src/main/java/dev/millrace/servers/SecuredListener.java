package dev.millrace.servers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The doors of a broker that lets in whoever says a user's password (SASL, SCRAM-SHA-512 or PLAIN)
 * over a connection that nobody listens to (TLS), or has a certificate that it knows (mutual TLS),
 * on the loopback address. Certificates are made anew for each broker, that of the broker is good
 * for its address alone, and nobody has signed them: each side has to be given the other's.
 */
public final class SecuredListener {
  /** Of the file of the private key, which is as short-lived as the broker. */
  private static final String KEY_PASSWORD = "of-no-importance";

  private static final String KEY_FILE = "broker.p12";

  /** Of {@link #clientKey}. */
  public static final String CLIENT_KEY_PASSWORD = "wren beside basalt 2358";

  /** The user whom PLAIN lets in; others cannot be made while the broker runs. */
  public static final String PLAIN_USER = "teller";

  public static final String PLAIN_PASSWORD = "goose over slate 0815";

  /** The name in {@link #clientKey}, which brokers know its owner by. */
  public static final String CLIENT_NAME = "CN=reader";

  private static final String TRUSTED_FILE = "trusted.p12";

  private final Path home;
  private final int port;
  private final int mutualPort;

  private SecuredListener(Path home, int port, int mutualPort) {
    this.home = home;
    this.port = port;
    this.mutualPort = mutualPort;
  }

  /** Makes key and certificate in a broker's folder. */
  static SecuredListener in(Path home) throws IOException {
    SecuredListener listener = new SecuredListener(home, FreePort.find(), FreePort.find());
    listener.makeBrokerKey();
    listener.makeClientKey();
    return listener;
  }

  private void makeBrokerKey() throws IOException {
    String common = "-alias broker -storetype PKCS12 -storepass " + KEY_PASSWORD;
    keytool(
        "-genkeypair -keyalg EC -groupname secp256r1 -validity 2 -dname CN=127.0.0.1"
            + " -ext SAN=ip:127.0.0.1,dns:localhost "
            + common,
        "-keystore",
        KEY_FILE);
    keytool("-exportcert -rfc " + common, "-keystore", KEY_FILE, "-file", certificate().toString());
  }

  private void makeClientKey() throws IOException {
    Path certificate = home.resolve("client.pem");
    keytool(
        "-genkeypair -keyalg EC -groupname secp256r1 -validity 2 -alias client -storetype PKCS12"
            + " -dname "
            + CLIENT_NAME,
        "-storepass",
        CLIENT_KEY_PASSWORD,
        "-keystore",
        clientKey().toString());
    keytool(
        "-exportcert -rfc -alias client -storetype PKCS12",
        "-storepass",
        CLIENT_KEY_PASSWORD,
        "-keystore",
        clientKey().toString(),
        "-file",
        certificate.toString());
    keytool(
        "-importcert -noprompt -alias client -storetype PKCS12 -storepass " + KEY_PASSWORD,
        "-keystore",
        TRUSTED_FILE,
        "-file",
        certificate.toString());
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
    if (Waiting.patiently().end(process, () -> "look at " + said) != 0) {
      throw new IllegalStateException("no certificate could be made; look at " + said);
    }
  }

  /** What the broker listens on, for its {@code listeners}: {@code SECURED://127.0.0.1:9093,…}. */
  String address() {
    return "SECURED://" + servers() + ",MUTUAL://" + mutualServers();
  }

  /**
   * The broker's settings for them. Whoever is let in may do everything with what has no rules of
   * its own, and who comes by the plain listener is not asked at all.
   */
  String settings() {
    return """
        listener.name.secured.sasl.enabled.mechanisms=SCRAM-SHA-512,PLAIN
        listener.name.secured.scram-sha-512.sasl.jaas.config=\
        org.apache.kafka.common.security.scram.ScramLoginModule required;
        listener.name.secured.plain.sasl.jaas.config=\
        org.apache.kafka.common.security.plain.PlainLoginModule required user_%4$s="%5$s";
        listener.name.secured.ssl.keystore.type=PKCS12
        listener.name.secured.ssl.keystore.location=%1$s
        listener.name.secured.ssl.keystore.password=%2$s
        listener.name.mutual.ssl.keystore.type=PKCS12
        listener.name.mutual.ssl.keystore.location=%1$s
        listener.name.mutual.ssl.keystore.password=%2$s
        listener.name.mutual.ssl.client.auth=required
        listener.name.mutual.ssl.truststore.type=PKCS12
        listener.name.mutual.ssl.truststore.location=%3$s
        listener.name.mutual.ssl.truststore.password=%2$s
        authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
        allow.everyone.if.no.acl.found=true
        super.users=User:ANONYMOUS
        """
        .formatted(
            home.resolve(KEY_FILE),
            KEY_PASSWORD,
            home.resolve(TRUSTED_FILE),
            PLAIN_USER,
            PLAIN_PASSWORD);
  }

  /** {@code bootstrap.servers}. */
  public String servers() {
    return "127.0.0.1:" + port;
  }

  /** {@code bootstrap.servers} for who has a certificate. */
  public String mutualServers() {
    return "127.0.0.1:" + mutualPort;
  }

  /**
   * A certificate that the broker knows, and its key: {@code ssl.keystore.location} of type {@code
   * PKCS12}.
   */
  public Path clientKey() {
    return home.resolve("client.p12");
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
