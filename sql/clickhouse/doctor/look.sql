-- What the doctor asks of ClickHouse at each look, in one row, as a query of its own costs more than what it asks: tables and views, those
-- that were detached; what the consumers of the Kafka table say of themselves, with the latest exception of each; parts, a mark of those
-- of the errors (another when a row has come or gone), and the clock.
-- Changes nothing.
SELECT
    (
        SELECT groupArray(CAST(
            (name, engine, engine_full, view_statement, view_select, detached),
            'Tuple(name String, engine String, engine_full String, view_statement String, view_select String, detached UInt8)'
        ))
        FROM
        (
            SELECT
                name,
                engine,
                engine_full,
                if(engine IN ('MaterializedView', 'View'), create_table_query, '') AS view_statement,
                as_select AS view_select,
                0 AS detached
            FROM system.tables
            WHERE database = 'analytics'
            UNION ALL
            SELECT table AS name, '' AS engine, '' AS engine_full, '' AS view_statement, '' AS view_select, 1 AS detached
            FROM system.detached_tables
            WHERE database = 'analytics'
        )
    ) AS tables,
    (
        SELECT groupArray(CAST(
            (
                consumer_id,
                arrayElement(exceptions.text, -1),
                toUnixTimestamp(arrayElement(exceptions.time, -1)) * 1000,
                toUnixTimestamp(last_poll_time) * 1000,
                num_messages_read,
                length(assignments.topic)
            ),
            'Tuple(consumer_id String, last_exception String, exception_ms UInt64, polled_ms UInt64, messages_read UInt64, partitions UInt64)'
        ))
        FROM system.kafka_consumers
        WHERE database = 'analytics' AND table = 'engagement_enriched_kafka'
    ) AS consumers,
    sumIf(n, table LIKE 'engagement_enriched%') AS parts,
    argMax(table, n) AS crowded_table,
    max(n) AS most_parts,
    toString(groupBitXorIf(names, table = 'engagement_enriched_errors')) AS errors_mark,
    (SELECT toUInt64(value) FROM system.merge_tree_settings WHERE name = 'parts_to_throw_insert') AS parts_limit,
    toUnixTimestamp64Milli(now64(3)) AS clock_ms
FROM (SELECT table, count() AS n, groupBitXor(cityHash64(name)) AS names FROM system.parts WHERE database = 'analytics' AND active GROUP BY table, partition_id)
-- Where somebody's profile says otherwise, tuples would come without their names.
SETTINGS output_format_json_named_tuples_as_objects = 1
