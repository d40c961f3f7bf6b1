import { runWorker } from '../shared/worker'
import { startObserver } from './observer'

runWorker(startObserver)
