import { describe, expect, it } from 'vitest'
import { commandLine, expectedHealth } from './expectedFacts'

const image = { entrypoint: ['/entry'], command: ['serve'] }

describe('commandLine', () => {
  it.each([
    { entrypoint: null, command: null, becomes: { entrypoint: ['/entry'], command: ['serve'] } },
    { entrypoint: null, command: ['x'], becomes: { entrypoint: ['/entry'], command: ['x'] } },
    { entrypoint: null, command: [], becomes: { entrypoint: ['/entry'], command: [] } },
    { entrypoint: ['/e'], command: null, becomes: { entrypoint: ['/e'], command: [] } },
    { entrypoint: [], command: ['x'], becomes: { entrypoint: [], command: ['x'] } },
    // The engine's own rule.
    { entrypoint: [], command: null, becomes: { entrypoint: [], command: ['serve'] } },
  ])('of entrypoint $entrypoint and command $command', ({ becomes, ...service }) => {
    expect(commandLine(service, image)).toEqual(becomes)
  })
})

describe('expectedHealth', () => {
  const ofImage = { test: ['CMD', 'ok'], interval: 1, timeout: 2, startPeriod: 3, retries: 4 }
  const own = {
    kind: 'own',
    test: null,
    intervalMs: 5_000,
    timeoutMs: null,
    startPeriodMs: null,
    retries: null,
  } as const

  it("takes from the image what the service's own check leaves open", () => {
    expect(expectedHealth({ kind: 'image' }, ofImage)).toEqual(ofImage)
    expect(expectedHealth(own, ofImage)).toEqual({ ...ofImage, interval: 5e9 })
    expect(expectedHealth({ ...own, test: ['CMD', 'x'] }, null)).toEqual({
      test: ['CMD', 'x'],
      interval: 5e9,
      timeout: 0,
      startPeriod: 0,
      retries: 0,
    })
  })

  it('is none when it is switched off, or there is nothing to run', () => {
    expect(expectedHealth({ kind: 'none' }, ofImage)).toBeNull()
    expect(expectedHealth(own, null)).toBeNull()
  })
})
