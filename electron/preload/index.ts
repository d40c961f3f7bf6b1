/** The bridge between window and main process: contract/commands.ts `Bridge`, and nothing else. */
import './zodWithoutEval'
import { contextBridge, ipcRenderer } from 'electron'
import {
  commandResultSchema,
  commands,
  type Bridge,
  type CommandName,
  type CommandOutput,
} from '../../contract/commands'
import { toFailure } from '../../contract/errors'
import { consoleSnapshotSchema } from '../../contract/snapshot'
import type { z } from 'zod'
import { commandChannel, languagesArgument, snapshotChannel } from '../channels'

/** The table seen through its keys, so that a command's own output type is kept. */
const outputs: { readonly [N in CommandName]: { readonly output: z.ZodType<CommandOutput<N>> } } = commands

const languages = process.argv
  .find((argument) => argument.startsWith(languagesArgument))
  ?.slice(languagesArgument.length)
  .split(',')
  .filter((language) => language !== '')

const bridge = {
  command: async (name, input) => {
    try {
      const raw: unknown = await ipcRenderer.invoke(commandChannel, name, input)
      const result = commandResultSchema.parse(raw)
      return result.ok ? { ok: true, value: outputs[name].output.parse(result.value) } : result
    } catch (thrown) {
      // The main process answers with a value for whatever fails; this is a value that could not be sent or read.
      return { ok: false, failure: toFailure(thrown) }
    }
  },
  onSnapshot: (listener) => {
    const receive = (_event: unknown, raw: unknown): void => listener(consoleSnapshotSchema.parse(raw))
    ipcRenderer.on(snapshotChannel, receive)
    return () => void ipcRenderer.off(snapshotChannel, receive)
  },
  systemLanguages: languages ?? [],
  platform: process.platform,
} satisfies Bridge

contextBridge.exposeInMainWorld('marsad', bridge)
