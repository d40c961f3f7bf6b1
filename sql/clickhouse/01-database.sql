-- The database of the warehouse. Can be run again without harm.
-- What stands in comments that begin with `cluster:` belongs to a cluster of servers (docs/scale.md); by hand there, in this and the other
-- files: sed "s#/\*cluster:\([^*]*\)\*/#\1#g; s/{{cluster}}/'name'/g" FILE | curl -u ch:chpw http://localhost:8123/ --data-binary @-
-- By hand: curl -u ch:chpw http://localhost:8123/ --data-binary @sql/clickhouse/01-database.sql
CREATE DATABASE IF NOT EXISTS analytics /*cluster:ON CLUSTER {{cluster}}*/
