import { randomInt } from 'node:crypto'
import { runWorker } from '../runtime/worker'
import { startGenerator } from './generator'

runWorker((context) => startGenerator(context, randomInt(2 ** 31)))
