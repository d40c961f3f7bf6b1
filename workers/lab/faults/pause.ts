import { nameOf } from '../../../contract/messages/message'
import type { ServiceName, WorkerName } from '../../../contract/snapshot'
import type { Fault } from '../fault'
import { stopProcess } from './stopProcess'

/** Its process stands still (SIGSTOP): nobody hears of it but who asks. */
const pauseOf = (name: ServiceName | WorkerName, rules: readonly string[]): Fault => {
  const [en, ar] = [nameOf(name, 'en'), nameOf(name, 'ar')]
  return {
    id: `pause-${name}`,
    kind: 'pause',
    hop: name,
    process: name,
    rules,
    passes: false,
    words: {
      title: { en: `Pause: ${en}`, ar: `إيقاف مؤقت: ${ar}` },
      does: {
        en: `Stops the process of ${en} with SIGSTOP: it stays there, holds its connections and does nothing.`,
        ar: `يوقف عملية ${ar} بالإشارة SIGSTOP: تبقى موجودة وتمسك باتصالاتها ولا تفعل شيئًا.`,
      },
      expect: {
        en: 'Its state still says “running”, but it does not answer, and what comes after it stands still. After healing it goes on where it was.',
        ar: 'تبقى حالتها «تعمل» لكنها لا تجيب، ويتوقف ما بعدها. وبعد العلاج تواصل من حيث كانت.',
      },
    },
    inject: async (tools) => {
      await stopProcess(tools, name)
    },
  }
}

const silent = ['service_silent']
const silentWorker = ['worker_silent']
export const pauses: readonly Fault[] = [
  pauseOf('redis', silent),
  pauseOf('clickhouse', silent),
  pauseOf('connect', silent),
  pauseOf('enricher', silentWorker),
  pauseOf('leaderboard', silentWorker),
]
