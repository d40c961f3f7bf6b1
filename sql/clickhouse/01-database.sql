-- The database of the warehouse. Can be run again without harm.
-- By hand: curl -u ch:chpw http://localhost:8123/ --data-binary @sql/clickhouse/01-database.sql
CREATE DATABASE IF NOT EXISTS analytics
