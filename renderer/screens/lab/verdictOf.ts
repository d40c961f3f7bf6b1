import type { FaultOutcome } from '../../../contract/lab'

/** `clean`: healed, well again, compared, nothing lost or doubled; `bad`: the opposite of one of these was seen; `unproved`: it was not seen. */
export type Verdict = 'clean' | 'unproved' | 'bad'

export function verdictOf({ healedAt, recoveredMs, reconciliation, failure }: FaultOutcome): Verdict {
  if (failure !== null || healedAt === null) return 'bad'
  if (reconciliation !== null && reconciliation.lost + reconciliation.doubled > 0) return 'bad'
  return recoveredMs === null || reconciliation === null ? 'unproved' : 'clean'
}
