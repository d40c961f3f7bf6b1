/** What rounds come to together: kept in the folder of a run, so that one that was interrupted goes on. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { RoundDone } from './rounds'

const findingsSchema = z.array(z.object({ id: z.number().nullable(), store: z.string(), detail: z.string() }))
const roundSchema = z.object({
  name: z.string(),
  /** Faults that landed, by kind. */
  landed: z.record(z.string(), z.number()),
  /** Events that had to be everywhere exactly once; and those to which Postgres answered no or nothing. */
  events: z.number(),
  refused: z.number(),
  unknown: z.number(),
  deadLetters: z.number(),
  scores: z.number(),
  abortedFlat: z.number(),
  abortedEnriched: z.number(),
  lost: findingsSchema,
  doubled: findingsSchema,
  altered: findingsSchema,
  unproved: z.array(z.string()),
})
export type RoundSummary = z.infer<typeof roundSchema>

export function summaryOf({ name, landed, verdict, unproved }: RoundDone): RoundSummary {
  const kinds: Record<string, number> = {}
  for (const { kind } of landed) kinds[kind] = (kinds[kind] ?? 0) + 1
  const { events, refused, unknown, deadLetters, scores, aborted, lost, doubled, altered } = verdict
  return {
    name,
    landed: kinds,
    events,
    refused,
    unknown,
    deadLetters,
    scores,
    abortedFlat: aborted.flat,
    abortedEnriched: aborted.enriched,
    lost: [...lost],
    doubled: [...doubled],
    altered: [...altered],
    unproved: [...unproved],
  }
}

export const faultsOf = ({ landed }: RoundSummary): number =>
  Object.values(landed).reduce((sum, times) => sum + times, 0)

const fileOf = (folder: string): string => join(folder, 'rounds.jsonl')

/** Rounds that an earlier start of the same run has finished. */
export function readRounds(folder: string): RoundSummary[] {
  const path = fileOf(folder)
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => roundSchema.parse(JSON.parse(line)))
}

export function addRound(folder: string, round: RoundSummary): void {
  appendFileSync(fileOf(folder), `${JSON.stringify(round)}\n`)
}
