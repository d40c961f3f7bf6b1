import { runWorker } from '../shared/worker'
import { startDoctor } from './doctor'

runWorker((context) => Promise.resolve(startDoctor(context)))
