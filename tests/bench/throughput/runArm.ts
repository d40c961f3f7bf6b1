/** Runs one arm to its end, in a process of its own and a group of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { armResultSchema, firstCommitSchema, type ArmResult, type ArmTask, type NodeArm } from './arm'
import { pythonProgram } from './pythonRuntime'

export type Arm = NodeArm | 'python'

export interface ArmPlace {
  readonly kafka: ArmTask['kafka']
  /** For what an arm keeps between runs. */
  readonly folder: string
  /** The program of the arms in Node, and the interpreter of the one in Python. */
  readonly program: string
  readonly python: string | null
}

let groups = 0

const limitMs = 300_000

export interface StartedArm {
  /** Resolves with the moment of its first commit, in milliseconds since the epoch; rejects when it ends before. */
  readonly firstCommit: Promise<number>
  /** Ends it at once (-9). */
  kill(): Promise<void>
}

/** Starts an enricher that works until it is killed. @param membersFolder its own, kept over its lives */
export function startEnricherArm(
  { kafka, program }: Pick<ArmPlace, 'kafka' | 'program'>,
  groupId: string,
  membersFolder: string,
): StartedArm {
  const task: ArmTask = { arm: 'enricher', kafka, groupId, membersFolder, warmUp: 0, events: Number.MAX_SAFE_INTEGER }
  const child = spawn(process.execPath, [program, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const firstCommit = (async () => {
    let output = ''
    for await (const text of child.stdout.setEncoding('utf8')) {
      output += String(text)
      const [line, more] = output.split('\n')
      if (more !== undefined) return firstCommitSchema.parse(JSON.parse(line ?? '')).firstCommitMs
    }
    throw new Error('an enricher ended before its first commit')
  })()
  return {
    firstCommit,
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** @param flags for Node, such as `--cpu-prof`. */
export async function runArm(
  place: ArmPlace,
  arm: Arm,
  span: Pick<ArmTask, 'warmUp' | 'events'>,
  flags: readonly string[] = [],
): Promise<ArmResult> {
  const groupId = `bench-${arm}-${String((groups += 1))}-${process.pid}`
  const { kafka, folder, program, python } = place
  const task = { ...span, arm, kafka, groupId, membersFolder: join(folder, 'members') }
  const [file, args] =
    arm === 'python' ? [python ?? 'python3', [pythonProgram]] : [process.execPath, [...flags, program]]
  const child = spawn(file, [...args, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'pipe'], timeout: limitMs })
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  await once(child, 'close')
  if (child.exitCode !== 0) throw new Error(`the arm ${arm} ended with ${String(child.exitCode)}:\n${errors}`)
  return armResultSchema.parse(JSON.parse(output.trim().split('\n').at(-1) ?? ''))
}
