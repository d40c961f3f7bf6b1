import type { LogLevel } from '../../../contract/commands'

/** What a client says of itself while the stack is prepared: only errors matter, retries are expected. */
export function logErrors(level: LogLevel, text: string): void {
  if (level === 'error') console.error(text)
}
