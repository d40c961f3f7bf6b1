import { MarsadError } from '../../contract/errors'
import type { Settings } from '../../contract/settings'

/** Services that are not ours are written to only where a person has agreed to just that. @throws MarsadError `agreement_needed` */
export function needAgreement({ stack }: Pick<Settings, 'stack'>, agreed: boolean): void {
  if (stack.kind === 'remote' && !agreed) throw new MarsadError('agreement_needed')
}
