/** `marsad dead-letters` and `marsad resend`: what could not be enriched, and its way back. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { MessageLanguage } from '../../contract/messages/message'
import { deadLetterSchema, topics, type DeadLetter } from '../../contract/pipeline'
import { askInstance } from '../../host/control/client'
import type { DeadLettersOptions, ResendOptions } from '../program'
import { socketOf } from '../socketOf'
import type { Terminal } from '../terminal'
import { textIn } from '../text/text'

/** The most that is read of the topic, newest first. */
const newest = 500

/** What `--json` prints of each letter: the letter, and where it stands in engagement_events.dlq. */
interface PlacedLetter extends DeadLetter {
  readonly dlq_partition: number
  readonly dlq_offset: string
}

/** Prints the newest letters, at most 500. @throws MarsadError `not_running`, or why the topic cannot be read */
export async function deadLetters(
  options: DeadLettersOptions,
  terminal: Terminal,
  language: MessageLanguage,
): Promise<void> {
  const text = textIn(language)
  const asked = { topic: topics.deadLetters, limit: newest }
  const { messages } = await askInstance(await socketOf(options.data), 'topics.messages', asked)
  const letters = messages.flatMap(({ partition, offset, value }): PlacedLetter[] => {
    const letter = readLetter(value)
    return letter === null ? [] : [{ dlq_partition: partition, dlq_offset: offset, ...letter }]
  })
  if (options.json) terminal.print(JSON.stringify(letters, null, 2))
  else if (letters.length === 0) terminal.print(text('deadLetters.none'))
  for (const letter of options.json ? [] : letters) {
    terminal.print(
      `${letter.dlq_partition}/${letter.dlq_offset}  ${new Date(letter.failed_ms).toISOString()}  ${letter.reason}  ${letter.detail}`,
    )
  }
}

/** Null for a record that somebody else wrote there. */
function readLetter(value: string | null): DeadLetter | null {
  if (value === null) return null
  try {
    return deadLetterSchema.safeParse(JSON.parse(value)).data ?? null
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null
    throw thrown
  }
}

/** Sends one back. @throws MarsadError `not_running`, `dead_letter_gone`, `still_invalid`, or what reading the file throws */
export async function resend(
  place: { readonly partition: number; readonly offset: string },
  options: ResendOptions,
  terminal: Terminal,
  language: MessageLanguage,
): Promise<void> {
  const value = options.value === undefined ? null : await readFile(resolve(options.value), 'utf8')
  const request = { ...place, value, check: options.check }
  const { eventId } = await askInstance(await socketOf(options.data), 'deadletters.resend', request)
  terminal.print(textIn(language)(options.check ? 'resend.good' : 'resend.done', { event: eventId }))
}
