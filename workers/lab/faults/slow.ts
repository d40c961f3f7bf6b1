import { nameOf } from '../../../contract/messages/message'
import type { ServiceName, WorkerName } from '../../../contract/snapshot'
import { pause } from '../../../common/pause'
import type { Fault } from '../fault'
import { sendSignal } from '../undo'
import { stopProcess } from './stopProcess'

/** Nine tenths of its time it stands still, in slices shorter than any time limit, in milliseconds. */
const stillMs = 270
const runsMs = 30

const slow = (name: ServiceName | WorkerName): Fault => {
  const [en, ar] = [nameOf(name, 'en'), nameOf(name, 'ar')]
  return {
    id: `slow-${name}`,
    kind: 'slow',
    hop: name,
    process: name,
    rules: [],
    passes: false,
    words: {
      title: { en: `Slow: ${en}`, ar: `إبطاء: ${ar}` },
      does: {
        en: `Stops the process of ${en} for nine tenths of the time, in slices of a third of a second.`,
        ar: `يوقف عملية ${ar} تسعة أعشار الوقت، في شرائح طول كل منها ثلث ثانية.`,
      },
      expect: {
        en: 'It still works and answers, late. Its lag and the freshness behind it grow while traffic exceeds what it has left.',
        ar: 'تظل تعمل وتجيب متأخرة. يكبر تأخرها وتقل حداثة ما بعدها ما دامت الحركة تفوق ما بقي لها.',
      },
    },
    inject: async (tools) => {
      const pid = await stopProcess(tools, name)
      tools.during(async (signal) => {
        for (;;) {
          await pause(stillMs, signal)
          if (!sendSignal(pid, 'SIGCONT')) return
          await pause(runsMs, signal)
          // The last signal must be one to go on.
          if (signal.aborted || !sendSignal(pid, 'SIGSTOP')) return
        }
      })
    },
  }
}

export const slows: readonly Fault[] = [slow('clickhouse'), slow('enricher')]
