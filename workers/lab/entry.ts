import { runWorker } from '../runtime/worker'
import { startLab } from './lab'

runWorker(startLab)
