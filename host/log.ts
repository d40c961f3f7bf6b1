import type { LogLevel, LogSource } from '../contract/commands'

/**
 * Writes one line to the console's log. Takes text only, so that no object with a password can slip in.
 * @param at when the line was written, in milliseconds since the epoch; now if left out.
 */
export type Log = (source: LogSource, level: LogLevel, text: string, at?: number) => void
