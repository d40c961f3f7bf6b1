/** The stack worker: owns the embedded services. This file only wires. */
import { z } from 'zod'
import { commands } from '../../contract/commands'
import { secretNameSchema } from '../../contract/remote'
import { settingsSchema } from '../../contract/settings'
import { proposedChangesSchema } from '../../contract/snapshot'
import { handler, runWorker } from '../runtime/worker'
import { runStack } from './runStack'

const startOrder = z.object({
  settings: settingsSchema.optional(),
  secrets: z.partialRecord(secretNameSchema, z.string()).optional(),
  agreed: proposedChangesSchema.optional(),
})

runWorker((context) => {
  const stack = runStack(context)
  const act = (action: 'start' | 'stop' | 'restart') =>
    handler(commands[`service.${action}`].input, ({ name }) => {
      stack.service(name, action)
      return Promise.resolve(null)
    })
  return Promise.resolve({
    handlers: {
      'stack.start': handler(startOrder, (input) => {
        stack.start(input)
        return Promise.resolve(null)
      }),
      'stack.configure': handler(z.object({ settings: settingsSchema }), (input) => {
        stack.configure(input.settings)
        return Promise.resolve(null)
      }),
      'stack.check': handler(commands['stack.check'].input, async () => {
        await stack.engine((engine) => engine.check())
        return null
      }),
      'stack.remove': handler(commands['stack.remove'].input, async ({ volumes }) => {
        await stack.engine((engine) => engine.remove(volumes))
        return null
      }),
      'stack.pull': handler(commands['stack.pull'].input, async () => ({
        changed: await stack.engine((engine) => engine.pull()),
      })),
      'stack.prepare': handler(commands['stack.prepare'].input, async ({ step, agreed }) => ({
        changes: [...(await stack.prepare(step, agreed))],
      })),
      'stack.stop': handler(z.object({}), () => {
        stack.stop()
        return Promise.resolve(null)
      }),
      'service.start': act('start'),
      'service.stop': act('stop'),
      'service.restart': act('restart'),
    },
    onEvent: (event) => stack.onEvent(event),
    close: () => stack.release(),
  })
})
