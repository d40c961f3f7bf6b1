-- The tables and views of the warehouse, and those that were detached. Changes nothing.
SELECT name, engine, engine_full, 0 AS detached FROM system.tables WHERE database = 'analytics'
UNION ALL
SELECT table AS name, '' AS engine, '' AS engine_full, 1 AS detached FROM system.detached_tables WHERE database = 'analytics'
