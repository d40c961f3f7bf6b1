import { z } from 'zod'
import type { Fault } from '../fault'

const events = 20
const ids = z.array(z.object({ id: z.coerce.number() }))

/** Events of a clock that is a day ahead. */
export const skewClock: Fault = {
  id: 'skew-events',
  kind: 'skew',
  hop: 'leaderboard',
  process: null,
  rules: ['events_out_of_time'],
  passes: true,
  words: {
    title: { en: 'Skew: events of tomorrow', ar: 'انحراف الوقت: أحداث من الغد' },
    does: {
      en: 'Inserts twenty events whose time lies a day ahead; healing deletes them again.',
      ar: 'يُدرج عشرين حدثًا يقع وقتها بعد يوم من الآن، ويحذفها العلاج.',
    },
    expect: {
      en: 'They reach ClickHouse, but no window of the leaderboard counts them.',
      ar: 'تصل إلى ClickHouse لكن لا تعدّها أي نافذة من لوحة الصدارة.',
    },
  },
  inject: async ({ services: { pool }, remember }) => {
    const { rows } = await pool.query(
      "SELECT nextval(pg_get_serial_sequence('public.engagement_events', 'id')) AS id FROM generate_series(1, $1::int)",
      [events],
    )
    const reserved = ids.parse(rows).map(({ id }) => id)
    await remember({ kind: 'delete_events', ids: reserved })
    await pool.query(
      `INSERT INTO public.engagement_events (id, content_id, event_type, event_ts, duration_ms)
       SELECT id, (SELECT content_id FROM public.engagement_events ORDER BY id DESC LIMIT 1), 'play', now() + interval '1 day', 1000
       FROM unnest($1::bigint[]) AS id`,
      [reserved],
    )
  },
}
