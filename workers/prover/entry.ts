import { runWorker } from '../runtime/worker'
import { startProver } from './prover'

runWorker(startProver)
