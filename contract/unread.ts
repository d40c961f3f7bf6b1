/** Why a value is not known. Its own file, so that what is said (said.ts) and what is shown (snapshot.ts) can both name it. */
import { z } from 'zod'

/** What the console itself knows: nothing was read yet; nobody answered, or reported, within a span in milliseconds. */
const ownReasonSchema = z.discriminatedUnion('word', [
  z.object({ word: z.literal('notYet') }),
  z.object({ word: z.literal('noAnswer'), ms: z.number() }),
  z.object({ word: z.literal('noReport'), ms: z.number() }),
])
type OwnReason = z.infer<typeof ownReasonSchema>

/** The console's own reason (its words are `unread.*` in contract/messages), or what a program said, as it said it. */
export const unreadReasonSchema = z.union([z.string(), ownReasonSchema])
export type UnreadReason = z.infer<typeof unreadReasonSchema>

export const notYet: OwnReason = { word: 'notYet' }

export const isNotYet = (reason: UnreadReason): boolean => typeof reason !== 'string' && reason.word === 'notYet'
