import { failureInWords, nameOf, unreadText, type MessageLanguage } from '../../contract/messages/message'
import type { Figures } from '../../contract/said'
import { bytesText, countText, elapsedText } from './figures'

/** How the terminal writes the values of what the doctor and the fault lab say. */
export const figuresIn = (language: MessageLanguage): Figures => ({
  count: countText,
  duration: elapsedText,
  bytes: bytesText,
  name: (id) => nameOf(id, language),
  failure: (failure) => failureInWords(failure, language),
  unread: (reason) => unreadText(reason, language),
})
