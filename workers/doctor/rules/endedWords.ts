/** What the rules of services and of workers say of one that ended by itself. With the value `restarts`. */
import type { BothLanguages } from '../../../contract/said'

export const endedWords = {
  given_up: {
    en: 'It was started {{restarts}} times again and given up.',
    ar: 'أُعيد تشغيله {{restarts}} مرات ثم تُرك.',
  },
  backoff: {
    en: 'It will be started again by itself; {{restarts}} restarts so far.',
    ar: 'سيُعاد تشغيله من تلقاء نفسه؛ عدد مرات إعادة التشغيل حتى الآن {{restarts}}.',
  },
} as const satisfies Record<string, BothLanguages>
