/** The stack worker: owns the embedded services. This file only wires. */
import { z } from 'zod'
import { commands } from '../../contract/commands'
import { settingsSchema } from '../../contract/settings'
import { handler, runWorker } from '../shared/worker'
import { runStack } from './runStack'

runWorker((context) => {
  const stack = runStack(context)
  const act = (action: 'start' | 'stop' | 'restart') =>
    handler(commands[`service.${action}`].input, ({ name }) => {
      stack.service(name, action)
      return Promise.resolve(null)
    })
  return Promise.resolve({
    handlers: {
      // The settings as they are now, where the host knows of newer ones than this worker was configured with.
      'stack.start': handler(z.object({ settings: settingsSchema.optional() }), (input) => {
        stack.start(input.settings)
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
