import { describe, expect, it } from 'vitest'
import type { Surroundings } from './surroundings'
import { usualSockets } from './usualSockets'

const paths = (around: Partial<Surroundings>): string[] =>
  usualSockets({ env: {}, home: '/home/sara', platform: 'linux', user: 'sara', ...around }).map(({ path }) => path)

describe('usualSockets', () => {
  it('begins with the system’s engine on Linux, then those of the user, Podman last', () => {
    const found = paths({ env: { XDG_RUNTIME_DIR: '/run/user/1000' } })
    expect(found[0]).toBe('/var/run/docker.sock')
    expect(found[1]).toBe('/run/user/1000/docker.sock')
    expect(found.slice(-2)).toEqual(['/run/user/1000/podman/podman.sock', '/run/podman/podman.sock'])
    expect(found).toContain('/home/sara/.docker/desktop/docker.sock')
  })

  it('leaves out what depends on a folder that is not named, and lists no path twice', () => {
    expect(paths({}).some((path) => path.includes('undefined') || path.startsWith('/docker.sock'))).toBe(false)
    const found = paths({ env: { COLIMA_HOME: '/home/sara/.colima' }, platform: 'darwin' })
    expect(new Set(found).size).toBe(found.length)
    expect(found).toContain('/home/sara/.orbstack/run/docker.sock')
  })

  it('names pipes on Windows', () => {
    for (const path of paths({ platform: 'win32' })) expect(path).toMatch(/^\/\/\.\/pipe\//)
  })
})
