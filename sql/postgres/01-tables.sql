-- The source of truth: content, and what people did with it. Shapes: docs/pipeline.md.
-- By hand: psql -h localhost -U app -d appdb -f sql/postgres/01-tables.sql. Can be run again without harm.
CREATE EXTENSION IF NOT EXISTS pgcrypto;

CREATE TABLE IF NOT EXISTS public.content (
    id             uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    slug           text UNIQUE NOT NULL,
    title          text NOT NULL,
    content_type   text CHECK (content_type IN ('podcast', 'newsletter', 'video')),
    length_seconds int,
    publish_ts     timestamptz NOT NULL
);

CREATE TABLE IF NOT EXISTS public.engagement_events (
    id          bigserial PRIMARY KEY,
    content_id  uuid REFERENCES public.content (id),
    user_id     uuid,
    event_type  text CHECK (event_type IN ('play', 'pause', 'finish', 'click')),
    event_ts    timestamptz NOT NULL,
    duration_ms int,
    device      text,
    raw_payload jsonb
);

-- The console reads by time; deleting a piece of content looks for its events.
CREATE INDEX IF NOT EXISTS engagement_events_event_ts_idx ON public.engagement_events (event_ts);
CREATE INDEX IF NOT EXISTS engagement_events_content_id_idx ON public.engagement_events (content_id);
