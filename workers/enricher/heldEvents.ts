/** Events of one partition that went out without their content, kept until it becomes known. */
import type { EventChange } from '../../contract/pipeline'

export interface HeldEvent {
  /** Where the change stands in engagement_events.flat. */
  readonly offset: number
  readonly change: EventChange
}

/** The memory bound that the partitions of one process share, and what fell out of it. */
export interface HoldingBudget {
  readonly limit: number
  held: number
  /** Events that were dropped unanswered since the process began. They can be re-enriched from the source. */
  forgotten: number
}

export interface HeldEvents {
  /** Holds one more; offsets must grow. Beyond the budget the oldest of this partition is forgotten. */
  add(contentId: string, event: HeldEvent): void
  has(contentId: string): boolean
  /** Takes out all that waited for a content, oldest first. */
  take(contentId: string): HeldEvent[]
  /** Drops the versions of an event that was deleted at its source. */
  drop(contentId: string, eventId: number): void
  /** Offsets of all that is held, growing. */
  offsets(): IterableIterator<number>
  readonly size: number
  /** Gives the held events' share of the budget back. */
  clear(): void
}

export function createHeldEvents(budget: HoldingBudget): HeldEvents {
  /** content id → offset → event, each in order of offsets. */
  const byContent = new Map<string, Map<number, HeldEvent>>()
  /** offset → content id, in order of offsets: the first is the oldest. */
  const order = new Map<number, string>()

  const remove = (contentId: string, offset: number): void => {
    const events = byContent.get(contentId)
    if (events?.delete(offset) !== true) return
    if (events.size === 0) byContent.delete(contentId)
    order.delete(offset)
    budget.held -= 1
  }

  return {
    add: (contentId, event) => {
      const events = byContent.get(contentId)
      if (events === undefined) byContent.set(contentId, new Map([[event.offset, event]]))
      else events.set(event.offset, event)
      order.set(event.offset, contentId)
      budget.held += 1
      if (budget.held <= budget.limit) return
      for (const [offset, oldest] of order) {
        remove(oldest, offset)
        budget.forgotten += 1
        return
      }
    },
    has: (contentId) => byContent.has(contentId),
    take: (contentId) => {
      const events = [...(byContent.get(contentId)?.values() ?? [])]
      for (const { offset } of events) remove(contentId, offset)
      return events
    },
    drop: (contentId, eventId) => {
      for (const { offset, change } of [...(byContent.get(contentId)?.values() ?? [])])
        if (change.id === eventId) remove(contentId, offset)
    },
    offsets: () => order.keys(),
    get size() {
      return order.size
    },
    clear: () => {
      budget.held -= order.size
      byContent.clear()
      order.clear()
    },
  }
}
