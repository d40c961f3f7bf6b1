import { runWorker } from '../shared/worker'
import { startDoctor } from './doctor'

runWorker(startDoctor)
