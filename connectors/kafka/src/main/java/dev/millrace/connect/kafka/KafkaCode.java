package dev.millrace.connect.kafka;

import dev.millrace.plan.ErrorCode;

/** What can be wrong with a binding to Kafka. Each is told in {@code docs/errors.md}. */
enum KafkaCode implements ErrorCode {
  /** The brokers do not answer, or turn us away. */
  NO_ANSWER("MR-C201"),
  /** There is no such topic. */
  NO_TOPIC("MR-C202"),
  /** A component that the rows do not have, or that cannot hold what is bound to it. */
  BAD_COMPONENT("MR-C203"),
  /** A component that a deleted row has no value for. */
  NOT_NULLABLE("MR-C204"),
  /** A setting, or a client's property, that cannot be. */
  BAD_OPTION("MR-C205"),
  /** Records that should be read are not there any more. */
  RECORDS_GONE("MR-C206"),
  /**
   * A topic that keeps more than the newest record of each key, or a sink of upserts without one.
   */
  NOT_COMPACTED("MR-C207"),
  /** History and topic do not meet at a point that both know. */
  NO_SEAM("MR-C208"),
  /** A topic is not the one any more whose offsets are known. */
  TOPIC_REPLACED("MR-C209"),
  /** A message that is larger than its topic takes. */
  TOO_LARGE("MR-C210"),
  /** The user may not do with a topic what a port does with it. */
  NO_RIGHT("MR-C211");

  private final String code;

  KafkaCode(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
