import { nameOf } from '../../../contract/messages/message'
import type { ServiceName, WorkerName } from '../../../contract/snapshot'
import type { Fault } from '../fault'
import { sendSignal } from '../undo'

/** Ends a process at once (SIGKILL); its supervisor starts it again. */
const kill = (name: ServiceName | WorkerName, rules: readonly string[]): Fault => {
  const [en, ar] = [nameOf(name, 'en'), nameOf(name, 'ar')]
  return {
    id: `kill-${name}`,
    kind: 'kill',
    hop: name,
    process: name,
    rules,
    passes: true,
    words: {
      title: { en: `Kill: ${en}`, ar: `قتل: ${ar}` },
      does: {
        en: `Ends the process of ${en} with SIGKILL, in the middle of whatever it does.`,
        ar: `ينهي عملية ${ar} بالإشارة SIGKILL وسط ما تفعله.`,
      },
      expect: {
        en: 'It is started again by itself. Events wait meanwhile, then arrive, each once.',
        ar: 'تُشغَّل من جديد تلقائيًا. تنتظر الأحداث خلال ذلك ثم تصل، كل حدث مرة واحدة.',
      },
    },
    inject: ({ pidOf }) => {
      sendSignal(pidOf(name), 'SIGKILL')
      return Promise.resolve()
    },
  }
}

const ofServices = ['service_failed', 'service_starting', 'service_stopped', 'service_silent']
export const kills: readonly Fault[] = [
  kill('kafka', ofServices),
  kill('redis', ofServices),
  kill('enricher', ['worker_failed']),
]
