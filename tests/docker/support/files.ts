/** Compose files of these tests. */
import { tinyImage } from './engine'

/** Runs until it is told to end, and is healthy a moment after its start. */
export const hold = `[sh, -c, "trap 'exit 0' TERM; sleep 0.3; touch /tmp/ok; while :; do sleep 0.1; done"]`
export const quickCheck = `{ test: [CMD, test, -f, /tmp/ok], interval: 200ms, timeout: 2s, retries: 50, start_period: 5s }`

/** `setup` runs once, then `a` comes up, and when that is healthy `b`. TEST_SPEED changes `a` alone. */
export const threeServices = `
services:
  setup:
    image: ${tinyImage}
    command: [sh, -c, 'echo made > /data/made']
    volumes: ['data:/data']
  a:
    image: ${tinyImage}
    command: ${hold}
    environment: { MODE: '\${TEST_SPEED:-fast}' }
    volumes: ['data:/data']
    healthcheck: ${quickCheck}
    stop_grace_period: 2s
    mem_limit: 64m
    depends_on: { setup: { condition: service_completed_successfully } }
  b:
    image: ${tinyImage}
    command: ${hold}
    healthcheck: ${quickCheck}
    stop_grace_period: 2s
    depends_on: { a: { condition: service_healthy } }
volumes:
  data: {}
`
