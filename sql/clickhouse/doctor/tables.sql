-- The tables and views of the warehouse, and those that were detached. Changes nothing.
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
SELECT
    table AS name,
    '' AS engine,
    '' AS engine_full,
    '' AS view_statement,
    '' AS view_select,
    1 AS detached
FROM system.detached_tables WHERE database = 'analytics'
