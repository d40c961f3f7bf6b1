import { runWorker } from '../shared/worker'
import { startLab } from './lab'

runWorker(startLab)
