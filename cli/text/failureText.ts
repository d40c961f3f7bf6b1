import type { Failure } from '../../contract/errors'
import { remedyOf, sentenceOf, type MessageLanguage } from '../../contract/messages/message'
import { textIn } from './text'

/** A failure for people: what happened, what to do, and with `details` the cause. */
export function failureText(failure: Failure, language: MessageLanguage, details: boolean): string {
  const text = textIn(language)
  const lines = [
    `${text('label.error')}: ${sentenceOf(failure, language)}`,
    `${text('label.remedy')}: ${remedyOf(failure, language)}`,
  ]
  if (details && failure.cause !== null) lines.push(`${text('label.details')}: ${failure.cause}`)
  return lines.join('\n')
}
