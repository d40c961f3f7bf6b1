import type { ServiceState } from '../../../contract/snapshot'
import type { GlyphState } from '../../components/StateGlyph'

/** The shape of a service's or a worker's state. */
export function partGlyph(state: ServiceState): GlyphState {
  switch (state) {
    case 'running':
      return 'ok'
    case 'failed':
      return 'fail'
    case 'backoff':
      return 'warn'
    case 'stopped':
    case 'starting':
    case 'stopping':
      return 'idle'
  }
}
