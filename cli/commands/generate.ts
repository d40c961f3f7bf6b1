/** `marsad generate`: events through Postgres into the instance that runs on a data folder. */
import type { MessageLanguage } from '../../contract/messages/message'
import { askInstance } from '../../host/control/client'
import type { GenerateOptions } from '../program'
import { socketOf } from '../socketOf'
import type { Terminal } from '../terminal'
import { textIn } from '../text/text'
import { secondsText } from '../view/figures'

/**
 * @throws MarsadError `not_running` when nothing runs there, or what the generator failed with
 * @returns whether all events were inserted
 */
export async function generate(
  options: GenerateOptions,
  terminal: Terminal,
  language: MessageLanguage,
): Promise<boolean> {
  const text = textIn(language)
  const { inserted, firstId, lastId, tookMs } = await askInstance(await socketOf(options.data), 'generator.burst', {
    events: options.events,
    eventsPerSecond: options.rate ?? null,
  })
  terminal.print(
    firstId === null || lastId === null
      ? text('generate.none')
      : text('generate.done', { events: inserted, seconds: secondsText(tookMs), first: firstId, last: lastId }),
  )
  return inserted === options.events
}
