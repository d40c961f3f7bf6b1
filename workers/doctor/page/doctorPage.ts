/** docs/doctor.md and docs/doctor.ar.md: the introduction, and each rule in its own words with how long it took to name its fault. */
import type { MessageLanguage } from '../../../contract/messages/message'
import type { BothLanguages } from '../../../contract/said'
import type { Rule } from '../rule'
import type { Measured } from './measured'

const words = {
  title: { en: 'What it looks for', ar: 'ما يبحث عنه' },
  made: {
    en: 'Made from the rules by `npm run docs:doctor`; do not edit it by hand. The names in ‹› stand for what is found.',
    ar: 'وُلّد هذا من القواعد بالأمر `npm run docs:doctor`، فلا يُعدّل باليد. والأسماء بين ‹› تحل محلها القيم الموجودة.',
  },
  measured: {
    en: 'Seconds to name a fault: from when the fault is there to its name, measured by',
    ar: 'ثواني تسمية العطل: من حدوث العطل إلى تسميته، كما قيست بالأمر',
  },
  hurts: { en: 'What it hurts', ar: 'ما يضر به' },
  evidence: { en: 'Evidence', ar: 'الأدلة' },
  fixes: { en: 'Fixes', ar: 'الإصلاحات' },
  none: { en: 'none: it is for a person to decide', ar: 'لا شيء: القرار لإنسان' },
  unsafe: { en: 'asks first', ar: 'يسأل أولًا' },
  undo: { en: 'Undo', ar: 'التراجع' },
  named: { en: 'Seconds to name', ar: 'ثواني التسمية' },
  unmeasured: { en: 'not measured', ar: 'لم تُقس' },
} as const satisfies Record<string, BothLanguages>

/**
 * @param intro what a person wrote, in that language
 * @returns Markdown, not yet laid out
 */
export function doctorPage(
  rules: readonly Rule[],
  measured: Measured,
  intro: string,
  language: MessageLanguage,
): string {
  const say = (word: keyof typeof words): string => words[word][language]
  const text = [
    intro.trim(),
    `## ${say('title')}`,
    say('made'),
    `${say('measured')} \`${measured.command}\` (${measured.machine}, ${measured.date}).`,
    ...rules.map((rule) => ruleText(rule, measured, language)),
  ].join('\n\n')
  return language === 'ar' ? `<div dir="rtl" lang="ar">\n\n${text}\n\n</div>\n` : `${text}\n`
}

function ruleText({ id, words: told, fixes }: Rule, measured: Measured, language: MessageLanguage): string {
  const say = (both: BothLanguages): string => shown(both[language])
  const item = (word: keyof typeof words, text: string): string => `- **${words[word][language]}:** ${text}`
  const listed = Object.entries(told.fixes).map(([name, { summary, warning, undo }]) => {
    const unsafe = fixes[name]?.safe === true ? '' : ` (${words.unsafe[language]})`
    return `  - ${say(summary)}${warning === undefined ? '' : ` ${say(warning)}`}${unsafe}${undo === undefined ? '' : ` ${words.undo[language]}: ${say(undo)}`}`
  })
  const evidence = Object.values(told.evidence).map((observed) => `  - ${say(observed)}`)
  return [
    `### \`${id}\``,
    '',
    say(told.sentence),
    '',
    item('hurts', say(told.hurts)),
    ...(evidence.length === 0 ? [] : [item('evidence', ''), ...evidence]),
    ...(listed.length === 0 ? [item('fixes', words.none[language])] : [item('fixes', ''), ...listed]),
    item('named', secondsOf(id, measured, language)),
  ].join('\n')
}

/** The seconds of each measured case, the fastest first. */
function secondsOf(rule: string, { cases }: Measured, language: MessageLanguage): string {
  const seconds = cases
    .filter((each) => each.rule === rule)
    .map(({ ms }) => ms)
    .sort((a, b) => a - b)
    .map((ms) => (ms / 1_000).toFixed(1))
  return seconds.length === 0 ? words.unmeasured[language] : seconds.join(language === 'ar' ? '، ' : ', ')
}

/** A template of a rule as text of Markdown: values stand as their names, nothing is markup. */
const shown = (template: string): string =>
  template.replace(/[\\`*_<>|[\]]/g, '\\$&').replace(/\{\{(.+?)\}\}/g, (_all, name: string) => `‹${name}›`)
