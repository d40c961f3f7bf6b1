import { describe, expect, it } from 'vitest'
import type { EventChange } from '../../contract/pipeline'
import { createHeldEvents, type HeldEvent, type HoldingBudget } from './heldEvents'

function held(offset: number, eventId = offset): HeldEvent {
  const change: EventChange = {
    id: eventId,
    content_id: null,
    user_id: null,
    event_type: null,
    event_ts: '2026-01-01T00:00:00Z',
    duration_ms: null,
    device: null,
    raw_payload: null,
    __op: 'c',
    __table: 'engagement_events',
    __source_ts_ms: 0,
    __source_lsn: 0,
  }
  return { offset, change }
}

const budgetOf = (limit: number): HoldingBudget => ({ limit, held: 0, forgotten: 0 })

describe('held events', () => {
  it('gives back what waited for a content, once, oldest first', () => {
    const budget = budgetOf(10)
    const events = createHeldEvents(budget)
    events.add('a', held(1))
    events.add('b', held(2))
    events.add('a', held(5))
    expect(events.take('a').map(({ offset }) => offset)).toEqual([1, 5])
    expect(events.take('a')).toEqual([])
    expect([...events.offsets()]).toEqual([2])
    expect(budget).toEqual({ limit: 10, held: 1, forgotten: 0 })
  })

  it('forgets the oldest beyond the bound and counts it', () => {
    const budget = budgetOf(2)
    const events = createHeldEvents(budget)
    events.add('a', held(1))
    events.add('a', held(2))
    events.add('b', held(3))
    expect([...events.offsets()]).toEqual([2, 3])
    expect(events.take('a').map(({ offset }) => offset)).toEqual([2])
    expect(budget).toEqual({ limit: 2, held: 1, forgotten: 1 })
  })

  it('shares its bound with other partitions', () => {
    const budget = budgetOf(2)
    const one = createHeldEvents(budget)
    const other = createHeldEvents(budget)
    one.add('a', held(1))
    one.add('a', held(2))
    other.add('a', held(1))
    expect([one.size, other.size, budget.held, budget.forgotten]).toEqual([2, 0, 2, 1])
  })

  it('drops every version of a deleted event', () => {
    const budget = budgetOf(10)
    const events = createHeldEvents(budget)
    events.add('a', held(1, 77))
    events.add('a', held(2, 78))
    events.add('a', held(3, 77))
    events.drop('a', 77)
    events.drop('unknown', 77)
    expect([...events.offsets()]).toEqual([2])
    events.drop('a', 78)
    expect([events.has('a'), budget.held]).toEqual([false, 0])
  })

  it('gives its share back when cleared', () => {
    const budget = budgetOf(10)
    const events = createHeldEvents(budget)
    events.add('a', held(1))
    events.clear()
    expect([events.size, events.has('a'), budget.held, budget.forgotten]).toEqual([0, false, 0, 0])
  })
})
