import type { TopicMessage } from '../../../contract/commands'

/** Messages whose key or value holds the text, without regard to case, in their order; all for an empty text. */
export function filterMessages(messages: readonly TopicMessage[], text: string): readonly TopicMessage[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return messages
  return messages.filter(
    (message) =>
      (message.key?.toLowerCase().includes(wanted) ?? false) ||
      (message.value?.toLowerCase().includes(wanted) ?? false),
  )
}

/** What tells a message from all others. */
export function messageId(message: Pick<TopicMessage, 'topic' | 'partition' | 'offset'>): string {
  return `${message.topic}/${message.partition}/${message.offset}`
}
