import { create } from 'zustand'
import type { CommandName } from '../../contract/commands'
import type { Failure } from '../../contract/errors'
import type { ConsoleSnapshot } from '../../contract/snapshot'
import { markStale } from './markStale'
import { shareStructure } from './shareStructure'

/** A command that failed, until a person dismisses it. */
export interface CommandNote {
  readonly id: number
  readonly command: CommandName
  readonly failure: Failure
}

interface ConsoleState {
  /** Null until the host has spoken for the first time. */
  readonly snapshot: ConsoleSnapshot | null
  readonly commandNotes: readonly CommandNote[]
  readonly receive: (snapshot: ConsoleSnapshot) => void
  readonly addCommandNote: (command: CommandName, failure: Failure) => void
  readonly dismissCommandNote: (id: number) => void
}

const notesKept = 5

/** What the window knows. Fed by the bridge's snapshots and by failed commands, and by nothing else. */
export const useConsoleStore = create<ConsoleState>()((set) => ({
  snapshot: null,
  commandNotes: [],
  receive: (snapshot) => set((state) => ({ snapshot: shareStructure(state.snapshot, markStale(snapshot)) })),
  addCommandNote: (command, failure) =>
    set((state) => {
      // The same command's former failure is outdated by this one.
      const others = state.commandNotes.filter((note) => note.command !== command)
      const id = state.commandNotes.reduce((largest, note) => Math.max(largest, note.id), 0) + 1
      return { commandNotes: [...others, { id, command, failure }].slice(-notesKept) }
    }),
  dismissCommandNote: (id) => set((state) => ({ commandNotes: state.commandNotes.filter((note) => note.id !== id) })),
}))

/**
 * A part of the latest snapshot; undefined before the first one. Select narrowly: unchanged parts keep their identity,
 * so a component draws again only when what it selects has changed.
 */
export function useSnapshot<T>(select: (snapshot: ConsoleSnapshot) => T): T | undefined {
  return useConsoleStore((state) => (state.snapshot === null ? undefined : select(state.snapshot)))
}

/** Whether nobody looks for faults, because the doctor's process has ended. */
export const isDoctorDown = ({ workers }: ConsoleSnapshot): boolean =>
  workers.some(({ name, state }) => name === 'doctor' && (state === 'failed' || state === 'backoff'))

/** Whether this console has not started the stack, whatever of it may run. */
export const isNotStarted = ({ stack }: ConsoleSnapshot): boolean =>
  stack.phase === 'stopped' || stack.phase === 'partial'
