import { describe, expect, it } from 'vitest'
import type { ContainerAnswer } from './engineAnswers'
import { judge, type Goal } from './waitForContainer'

const state = (Status: ContainerAnswer['State']['Status'], ExitCode = 0, health: string | null = null) => ({
  State: {
    Status,
    ExitCode,
    OOMKilled: false,
    Error: '',
    Health: health === null ? null : { Status: health, Log: [] },
  },
})

describe('judge', () => {
  it.each<[ReturnType<typeof state>, Goal, number, ReturnType<typeof judge>]>([
    [state('running', 0, 'starting'), 'service_started', 0, 'reached'],
    [state('running', 0, 'starting'), 'service_healthy', 0, 'waits'],
    [state('running', 0, 'healthy'), 'ready', 0, 'reached'],
    [state('running', 0, 'unhealthy'), 'ready', 0, 'unhealthy'],
    [state('running'), 'ready', 0, 'reached'],
    [state('running'), 'service_healthy', 0, 'no-health'],
    [state('running'), 'service_completed_successfully', 0, 'waits'],
    [state('exited', 0), 'service_completed_successfully', 0, 'reached'],
    [state('exited', 1), 'service_completed_successfully', 0, 'exited'],
    [state('exited', 0), 'ready', 0, 'exited'],
    [state('restarting', 1), 'ready', 1, 'waits'],
    [state('restarting', 1), 'ready', 3, 'exited'],
    [state('created'), 'service_started', 0, 'waits'],
  ])('%j for %s after %i restarts: %s', (answer, goal, restarts, verdict) => {
    expect(judge(answer, goal, restarts)).toBe(verdict)
  })
})
