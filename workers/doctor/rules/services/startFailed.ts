import { defineRule } from '../../rule'

/** A start of the stack gave up: a port that is taken, a disk that is full, a step that failed. */
export const startFailed = defineRule({
  id: 'start_failed',
  breaks: [],
  symptomOf: ['engine', 'machine'],
  words: {
    sentence: { en: 'The stack did not come up.', ar: 'لم تنهض المنظومة.' },
    hurts: {
      en: 'The pipeline does not run; what it has stored is untouched.',
      ar: 'خط البيانات لا يعمل، وما خزّنه لم يُمس.',
    },
    evidence: {
      why: { en: '{{failure}}', ar: '{{failure}}' },
      step: { en: 'It stopped at the step “{{step}}”.', ar: 'توقف عند الخطوة {{step}}.' },
    },
    fixes: { start: { summary: { en: 'Start it again.', ar: 'تشغيلها من جديد.' } } },
  },
  find: ({ stack }) => {
    if (stack?.phase !== 'failed' || stack.failure === null) return []
    const step = stack.steps.find(({ state }) => state === 'failed')
    return [
      {
        subject: 'stack',
        severity: 'fail',
        evidence: [
          { word: 'why', values: { failure: { failure: stack.failure } }, command: 'npm run marsad -- status' },
          ...(step === undefined ? [] : [{ word: 'step' as const, values: { step: step.id } }]),
        ],
        // What must be written to somebody else's services first, a person reads before.
        fixes: stack.failure.code === 'prepare_needed' ? [] : ['start'],
      },
    ]
  },
  fixes: {
    start: {
      safe: true,
      run: async ({ ask }) => {
        await ask('stack.start', {})
      },
      works: ({ stack }) => stack?.phase === 'ready',
      settleMs: 180_000,
    },
  },
})
