/** The words of the terminal. Failures have theirs in contract/messages. */
import type { MessageLanguage } from '../../contract/messages/message'
import ar from './ar.json'
import en from './en.json'

export type TextKey = keyof typeof en
/** Looks up a text and fills its `{{name}}` placeholders. */
export type Text = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string

const texts: Record<MessageLanguage, Record<TextKey, string>> = { ar, en }

export function textIn(language: MessageLanguage): Text {
  return (key, values = {}) =>
    texts[language][key].replace(/\{\{(\w+)\}\}/g, (_all, name: string) => String(values[name] ?? ''))
}

/** The language a terminal asks for: LC_ALL before LC_MESSAGES before LANG, as setlocale(3) has it. */
export function terminalLanguage(env: NodeJS.ProcessEnv): MessageLanguage {
  const asked = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value !== undefined && value !== '')
  return asked?.startsWith('ar') === true ? 'ar' : 'en'
}
