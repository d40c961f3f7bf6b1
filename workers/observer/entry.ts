import { runWorker } from '../runtime/worker'
import { startObserver } from './observer'

runWorker(startObserver)
