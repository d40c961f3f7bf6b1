import type { LogSource } from '../../../contract/commands'
import { serviceNames, workerNames } from '../../../contract/snapshot'

/** All sources, services first. */
export const logSources: readonly LogSource[] = [...serviceNames, ...workerNames]

/** What tells a source in the merged log: a short mark and a colour; services are filled, workers outlined. */
export interface SourceLook {
  readonly mark: string
  readonly colour: 'c1' | 'c2' | 'c3' | 'c4' | 'c5' | 'c6'
  readonly shape: 'filled' | 'outlined'
}

export const sourceLooks: Readonly<Record<LogSource, SourceLook>> = {
  postgres: { mark: 'PG', colour: 'c1', shape: 'filled' },
  kafka: { mark: 'KA', colour: 'c2', shape: 'filled' },
  connect: { mark: 'CN', colour: 'c3', shape: 'filled' },
  clickhouse: { mark: 'CH', colour: 'c4', shape: 'filled' },
  redis: { mark: 'RE', colour: 'c5', shape: 'filled' },
  stack: { mark: 'ST', colour: 'c6', shape: 'outlined' },
  enricher: { mark: 'EN', colour: 'c3', shape: 'outlined' },
  leaderboard: { mark: 'LB', colour: 'c5', shape: 'outlined' },
  observer: { mark: 'OB', colour: 'c2', shape: 'outlined' },
  generator: { mark: 'GE', colour: 'c1', shape: 'outlined' },
  prover: { mark: 'PR', colour: 'c4', shape: 'outlined' },
  doctor: { mark: 'DR', colour: 'c6', shape: 'filled' },
  lab: { mark: 'FL', colour: 'c4', shape: 'outlined' },
}
