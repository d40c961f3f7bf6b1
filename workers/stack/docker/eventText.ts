import type { EngineEvent } from './engine/engineWork'

/** What is done on an engine, as a line for the log; null for what is shown otherwise. */
export function eventText(event: EngineEvent): string | null {
  switch (event.kind) {
    case 'pull':
      return null
    case 'pulled':
      return `image ${event.image}: pulled`
    case 'network':
    case 'volume':
      return `${event.kind} ${event.name}: ${event.state}`
    case 'container':
      return `container of ${event.service}: ${event.state}`
  }
}
