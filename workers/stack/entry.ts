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
