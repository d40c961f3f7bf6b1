import type { StackPhase } from '../../../contract/snapshot'

/** Whether the stack is in use: what it is made of cannot be chosen now. */
export const isUp = (phase: StackPhase): boolean => phase !== 'stopped' && phase !== 'partial' && phase !== 'failed'
