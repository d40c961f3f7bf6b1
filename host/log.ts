import type { LogLevel, LogSource } from '../contract/commands'

/** Writes one line to the console's log. Takes text only, so that no object with a password can slip in. */
export type Log = (source: LogSource, level: LogLevel, text: string) => void
