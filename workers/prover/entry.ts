import { runWorker } from '../shared/worker'
import { startProver } from './prover'

runWorker(startProver)
