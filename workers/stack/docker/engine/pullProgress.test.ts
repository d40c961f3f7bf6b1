import { describe, expect, it } from 'vitest'
import { withTag } from './pullImage'
import { addPullMessage, noProgress, pullMessageSchema, type PullProgress } from './pullProgress'

const after = (...messages: object[]): PullProgress =>
  messages.reduce<PullProgress>(
    (progress, message) => addPullMessage(progress, pullMessageSchema.parse(message)),
    noProgress('redis:7'),
  )

describe('pull progress', () => {
  const start = [
    { status: 'Pulling from library/redis', id: '7' },
    { status: 'Pulling fs layer', progressDetail: {}, id: 'aa' },
    { status: 'Pulling fs layer', progressDetail: {}, id: 'bb' },
    { status: 'Downloading', progressDetail: { current: 30, total: 100 }, id: 'aa' },
  ]

  it('counts layers by name, and bytes of those whose size is known', () => {
    expect(after(...start)).toEqual({
      image: 'redis:7',
      layers: [
        { id: 'aa', phase: 'fetching', current: 30, total: 100 },
        { id: 'bb', phase: 'waiting', current: 0, total: null },
      ],
      current: 30,
      total: 100,
    })
  })

  it('takes the bytes of unpacking for no bytes of fetching', () => {
    const fetched = [
      ...start,
      { status: 'Downloading', progressDetail: { current: 5, total: 50 }, id: 'bb' },
      { status: 'Download complete', progressDetail: {}, id: 'aa' },
      { status: 'Extracting', progressDetail: { current: 10, total: 100 }, id: 'aa' },
    ]
    expect(after(...fetched)).toMatchObject({ current: 105, total: 150, layers: [{ phase: 'unpacking' }, {}] })
    expect(after(...fetched, { status: 'Pull complete', id: 'aa' })).toMatchObject({ layers: [{ phase: 'done' }, {}] })
  })

  it('counts a layer that is here already without bytes', () => {
    expect(after({ status: 'Already exists', progressDetail: {}, id: 'aa' })).toMatchObject({
      layers: [{ id: 'aa', phase: 'done', total: null }],
      total: 0,
    })
  })
})

describe('withTag', () => {
  it.each([
    ['redis', 'redis:latest'],
    ['redis:7', 'redis:7'],
    ['localhost:5000/redis', 'localhost:5000/redis:latest'],
    ['a/b@sha256:00', 'a/b@sha256:00'],
  ])('%s is %s', (reference, whole) => {
    expect(withTag(reference)).toBe(whole)
  })
})
