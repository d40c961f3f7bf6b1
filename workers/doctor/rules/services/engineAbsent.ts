import { defineRule } from '../../rule'

/** The Docker engine does not answer, or cannot run the project. */
export const engineAbsent = defineRule({
  id: 'engine_absent',
  breaks: ['engine'],
  symptomOf: [],
  words: {
    sentence: { en: 'The Docker engine cannot be used.', ar: 'لا يمكن استعمال محرّك Docker.' },
    hurts: {
      en: 'Nothing can be started, stopped or looked at through it; containers that run may go on.',
      ar: 'لا يمكن عن طريقه تشغيل شيء أو إيقافه أو معاينته؛ وقد تواصل الحاويات العاملة عملها.',
    },
    evidence: {
      why: { en: '{{failure}}', ar: '{{failure}}' },
      embedded: {
        en: 'Without Docker, the embedded stack runs the same services: Settings, Stack.',
        ar: 'بلا Docker تشغّل المنظومة المضمّنة الخدمات نفسها: الإعدادات، المنظومة.',
      },
    },
    fixes: {},
  },
  find: ({ stack }) =>
    stack?.kind !== 'docker' || stack.engineFailure === null
      ? []
      : [
          {
            subject: 'docker',
            severity: 'fail',
            evidence: [
              { word: 'why', values: { failure: { failure: stack.engineFailure } }, command: 'docker version' },
              { word: 'embedded' },
            ],
          },
        ],
  fixes: {},
})
