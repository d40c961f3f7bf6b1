import type { DoctorSnapshot } from '../../contract/doctor'
import { failureInWords, nameOf, unreadText } from '../../contract/messages/message'
import { sayIn, type Figures, type Said } from '../../contract/said'

/** As they are: whoever helps may want the exact ones. */
const figures: Figures = {
  count: String,
  duration: (ms) => `${ms} ms`,
  bytes: (value) => `${value} bytes`,
  name: (id) => nameOf(id, 'en'),
  failure: (failure) => failureInWords(failure, 'en'),
  unread: (reason) => unreadText(reason, 'en'),
}
const say = (said: Said): string => sayIn(said, 'en', figures)

/** What the doctor finds, for people. In English: the snapshot has it in both languages. */
export function findingsText({ at, rules, findings, probes }: DoctorSnapshot): string {
  return [
    `${new Date(at).toISOString()}: ${rules} rules, ${findings.length} findings`,
    ...findings.flatMap(({ id, severity, sentence, hurts, since, evidence, suppresses, fixes }) => [
      '',
      `${severity} ${id}, since ${new Date(since).toISOString()}`,
      `  ${say(sentence)}`,
      `  ${say(hurts)}`,
      ...evidence.flatMap(({ text, command }) => [
        `  - ${say(text)}`,
        ...(command === null ? [] : [`      ${command}`]),
      ]),
      ...(suppresses.length === 0 ? [] : [`  explains: ${suppresses.join(', ')}`]),
      ...fixes.map((fix) => `  fix ${fix.id}${fix.safe ? '' : ' (not safe)'}: ${say(fix.summary)}`),
    ]),
    '',
    ...probes.map(
      ({ name, at: readAt, tookMs, reason }) =>
        `read of ${name}: ${reason === null ? (readAt === null ? 'not yet' : `${new Date(readAt).toISOString()}, ${tookMs ?? '?'} ms`) : figures.unread(reason)}`,
    ),
    '',
  ].join('\n')
}
