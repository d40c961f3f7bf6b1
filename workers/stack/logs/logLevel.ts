import type { LogLevel } from '../../../contract/commands'

/** The words with which Postgres, log4j2 and the ClickHouse host name a level, each followed by a colon, a space or a bracket. */
const words: Readonly<Record<string, LogLevel>> = {
  TRACE: 'debug',
  DEBUG: 'debug',
  DEBUG1: 'debug',
  DEBUG2: 'debug',
  INFO: 'info',
  NOTICE: 'info',
  LOG: 'info',
  WARN: 'warn',
  WARNING: 'warn',
  ERROR: 'error',
  FATAL: 'error',
  PANIC: 'error',
}
const word = new RegExp(`(?:^|[\\s[<({"])(${Object.keys(words).join('|')})(?=[:\\s\\]>)}"])`)

/** ClickHouse's own server: `2026.11.24 06:12:01.123456 [ 71 ] {} <Information> Application: Ready for connections.` */
const clickhouseLine = /^\d{4}\.\d\d\.\d\d [\d:.]+ \[ \d+ \] \{[^}]*\} <(\w+)> /
const clickhouseWords: Readonly<Record<string, LogLevel>> = {
  Test: 'debug',
  Trace: 'debug',
  Debug: 'debug',
  Information: 'info',
  Notice: 'info',
  Warning: 'warn',
  Error: 'error',
  Critical: 'error',
  Fatal: 'error',
}

/** Redis: `812:M 24 Nov 2026 06:12:01.123 * Ready to accept connections`; the sign is the level. */
const redisLine = /^\d+:[XCSM] \d{1,2} \w{3} \d{4} [\d:.]+ ([.\-*#]) /
const redisSigns: Readonly<Record<string, LogLevel>> = { '.': 'debug', '-': 'debug', '*': 'info', '#': 'warn' }

/** Lines that belong to the one before: indented ones (stack frames, values), causes, and Postgres' further lines of one report. */
const continuation = /^(?:\s|Caused by:|Suppressed:|\.\.\. \d+ more|$)/
const postgresFurther = /\] (?:DETAIL|HINT|CONTEXT|STATEMENT|QUERY|LOCATION): {2}/

/** Only the head of a line can name its level: further on it is the text of a message. */
const headLength = 120

/**
 * The level of a log line of any of the services.
 * @param before the level of the line before it, which a continuation (a stack trace, a DETAIL) shares.
 */
export function logLevelOf(line: string, before: LogLevel): LogLevel {
  if (continuation.test(line) || postgresFurther.test(line.slice(0, headLength))) return before
  const sign = redisLine.exec(line)?.[1]
  if (sign !== undefined) return redisSigns[sign] ?? 'info'
  const written = clickhouseLine.exec(line)?.[1]
  if (written !== undefined) return clickhouseWords[written] ?? 'info'
  const found = word.exec(line.slice(0, headLength))?.[1]
  if (found !== undefined) return words[found] ?? 'info'
  // What the JVM and Node say themselves when they die.
  return /^(?:Exception in thread|java\.\S+(?:Error|Exception)|Error occurred|\w*Error: )/.test(line) ? 'error' : 'info'
}
