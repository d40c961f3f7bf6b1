/** Which finding of the doctor names a fault. Pure. */
import type { Finding } from '../../contract/doctor'

/**
 * The first finding that was not there before and is of a rule that fits; any new one where no rule is known to fit.
 * @param before ids that stood when the fault was put in
 */
export function namingFinding(
  findings: readonly Finding[],
  before: ReadonlySet<string>,
  rules: readonly string[],
): Finding | null {
  return findings.find(({ id, rule }) => !before.has(id) && (rules.length === 0 || rules.includes(rule))) ?? null
}

/** Whether what the fault caused is gone: only what stood before stands, at most. */
export const isRecovered = (findings: readonly Finding[], before: ReadonlySet<string>): boolean =>
  findings.every(({ id, severity }) => before.has(id) || severity === 'info')
