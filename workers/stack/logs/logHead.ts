/** Takes off a log line what the console shows in columns of its own: when it was written and how grave it is. */

export interface HeadedLine {
  /** When the service says it wrote the line, in milliseconds since the epoch; null when it does not say. */
  readonly at: number | null
  readonly text: string
}

interface Head {
  /** Groups: the time, the rest. */
  readonly form: RegExp
  readonly time: (text: string) => number
}

const heads: readonly Head[] = [
  // Kafka and Connect, as log4j2.ts asks for it.
  { form: /^(\d{4}-\d\d-\d\dT[\d:.]+Z) (?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL) (.*)$/s, time: Date.parse },
  // Postgres. Words that are no level (DETAIL, HINT, STATEMENT) stay.
  {
    form: /^(\d{4}-\d\d-\d\d [\d:.]+) UTC \[\d+\] (?:(?:DEBUG\d|INFO|NOTICE|LOG|WARNING|ERROR|FATAL|PANIC): {2})?(.*)$/s,
    time: (text) => Date.parse(`${text.replace(' ', 'T')}Z`),
  },
  // The images of Kafka, and of Connect with Debezium, whose line goes on with what it is about: both in UTC.
  {
    form: /^\[?(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3})\]? (?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL) +(?:\|\| +)?(.*)$/s,
    time: (text) => Date.parse(`${text.replace(' ', 'T').replace(',', '.')}Z`),
  },
  // ClickHouse's own server, in its time zone: UTC.
  {
    form: /^(\d{4}\.\d\d\.\d\d [\d:.]+) \[ \d+ \] \{[^}]*\} <\w+> (.*)$/s,
    time: (text) => Date.parse(`${text.replace(/^(\d+)\.(\d+)\.(\d+) /, '$1-$2-$3T')}Z`),
  },
  // Redis: local time.
  { form: /^\d+:[XCSM] (\d{1,2} \w{3} \d{4} [\d:.]+) [.\-*#] (.*)$/s, time: Date.parse },
]

export function splitLogHead(line: string): HeadedLine {
  for (const { form, time } of heads) {
    const found = form.exec(line)
    const at = time(found?.[1] ?? '')
    if (found !== null && Number.isFinite(at)) return { at, text: found[2] ?? '' }
  }
  return { at: null, text: line }
}
