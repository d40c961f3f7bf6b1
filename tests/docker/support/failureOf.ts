import { MarsadError, type Failure } from '../../../contract/errors'

/** What work that must not succeed failed with. */
export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  try {
    await work
  } catch (thrown) {
    if (thrown instanceof MarsadError) return thrown.failure
    throw thrown
  }
  throw new Error('it succeeded')
}
