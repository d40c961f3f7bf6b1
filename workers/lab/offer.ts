/** Which faults can be put into this stack, and why not the others. Pure. */
import type { OfferedFault } from '../../contract/lab'
import type { BothLanguages, Said } from '../../contract/said'
import type { StackKind } from '../../contract/settings'
import { serviceNames } from '../../contract/snapshot'
import type { Fault } from './fault'

const inContainer: BothLanguages = {
  en: 'The service runs in a container: its process is not ours to send signals to.',
  ar: 'تعمل الخدمة في حاوية، وليست عمليتها لنا حتى نرسل إليها إشارات.',
}
const noSignals: BothLanguages = {
  en: 'This system cannot stop a process and let it go on.',
  ar: 'لا يستطيع هذا النظام إيقاف عملية ثم تركها تواصل.',
}

export const say = (words: BothLanguages): Said => ({ ...words, values: {} })

export function offer(fault: Fault, kind: StackKind, platform: NodeJS.Platform): OfferedFault {
  const { id, hop, rules, passes, words } = fault
  const isService = serviceNames.some((name) => name === fault.process)
  const stops = fault.kind === 'pause' || fault.kind === 'slow'
  const reason = isService && kind !== 'embedded' ? inContainer : stops && platform === 'win32' ? noSignals : null
  return {
    id,
    kind: fault.kind,
    hop,
    title: say(words.title),
    does: say(words.does),
    expect: say(words.expect),
    rules: [...rules],
    passes,
    unavailable: reason === null ? null : say(reason),
  }
}
