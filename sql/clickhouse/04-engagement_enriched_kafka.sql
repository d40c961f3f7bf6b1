-- The topic as a stream of rows. NEVER select from it: that consumes.
-- Parameters, each a string literal with its quotes:
--   {{brokers}}  host:port list, e.g. 'localhost:9092'
--   {{group}}    consumer group, e.g. 'ch-sink-v6' (a setting: a new name reads the topic from its beginning)
-- By hand (on the embedded server only the console's own account may make a Kafka table: there, prepare does it):
--   sed "s/{{brokers}}/'localhost:9092'/; s/{{group}}/'ch-sink-v6'/" sql/clickhouse/04-engagement_enriched_kafka.sql |
--     curl -u ch:chpw http://localhost:8123/ --data-binary @-
-- Parts in comments: `secure` for TLS (the server's own authorities: <kafka><ssl_ca_location> of its configuration) or SASL, `sasl` for
-- SASL. The server hides the password wherever it shows this statement, but keeps it in clear in its metadata on disk, and on a
-- cluster in the queue of distributed statements (Keeper) too.
-- On a cluster each server reads its share of the partitions, as a member of the one group.
-- Consumption runs while a view reads from this table. With one view only, what the other should get would be lost:
-- make both views first (on a table whose brokers do not answer), then drop this table and make it again; the views stay.
--
-- Only committed records arrive: librdkafka's isolation.level is read_committed unless told otherwise.
-- Every field may be absent: the views decide what is a row, and what is not goes to engagement_enriched_errors. event_ts stays
-- text here, so that a bad instant is an error of its record and not of its block.
CREATE TABLE IF NOT EXISTS analytics.engagement_enriched_kafka /*cluster:ON CLUSTER {{cluster}}*/
(
    event_id           Nullable(UInt64),
    content_id         Nullable(UUID),
    user_id            Nullable(UUID),
    event_type         Nullable(String),
    event_ts           Nullable(String),
    duration_ms        Nullable(Int32),
    device             Nullable(String),
    content_type       Nullable(String),
    length_seconds     Nullable(Int32),
    engagement_seconds Nullable(Decimal(18, 2)),
    engagement_pct     Nullable(Decimal(18, 2)),
    committed_ms       Nullable(UInt64),
    enriched_ms        Nullable(UInt64),
    source_lsn         Nullable(UInt64),
    correction         Nullable(Bool),
    deleted            Nullable(Bool)
)
ENGINE = Kafka
SETTINGS
    kafka_broker_list = {{brokers}},
    kafka_topic_list = 'engagement_enriched',
    kafka_group_name = {{group}},
    kafka_format = 'JSONEachRow',
    kafka_num_consumers = 1,
    kafka_handle_error_mode = 'stream',
    kafka_flush_interval_ms = 200,
    kafka_poll_timeout_ms = 50,
    kafka_consumer_reschedule_ms = 50/*secure:,
    kafka_security_protocol = {{protocol}}*//*sasl:,
    kafka_sasl_mechanism = {{mechanism}},
    kafka_sasl_username = {{username}},
    kafka_sasl_password = {{password}}*/
