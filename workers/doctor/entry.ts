import { runWorker } from '../runtime/worker'
import { startDoctor } from './doctor'

runWorker((context) => Promise.resolve(startDoctor(context)))
