/**
 * The program that `npm start` runs, with the fuses of item 19 closed, opened as `npm start` opens it; and the window of an ordinary
 * user, whose sandbox is read from the kernel (item 4). Playwright cannot drive this program, which is the point.
 */
import { spawnSync } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runtimeManifestSchema } from '../../contract/runtime'
import { sandboxBlock } from '../../runtime/setup/sandboxBlock.mjs'
import { hardenedProgram } from '../../runtime/setup/steps/hardenedElectron.mjs'
import { freePorts } from '../support/freePorts'
import { newDataDir } from '../support/instance'
import { launchWindow, processesBelow, type LaunchedWindow } from '../support/launchedWindow'
import { openNetworkTrap, type NetworkTrap } from '../support/networkTrap'
import { openOrdinaryUser } from '../support/ordinaryUser'

const root = process.getuid?.() === 0
let program: string
let dataDir: string
let trap: NetworkTrap

beforeAll(async () => {
  const path = process.env['MARSAD_RUNTIME_MANIFEST'] ?? ''
  const manifest = runtimeManifestSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  program = hardenedProgram(manifest.electron?.executable ?? '')
  dataDir = await newDataDir()
  trap = await openNetworkTrap()
})
afterAll(async () => {
  await trap.close()
  await rm(dataDir, { recursive: true, force: true })
})

/** Whether something answers on a port of this machine. */
function isOpen(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('connect', () => {
      socket.destroy()
      done(true)
    })
    socket.once('error', () => done(false))
  })
}

test('19. its fuses are closed', async () => {
  const wire = await getCurrentFuseWire(program)
  const closed = [
    FuseV1Options.RunAsNode,
    FuseV1Options.EnableNodeOptionsEnvironmentVariable,
    FuseV1Options.EnableNodeCliInspectArguments,
    FuseV1Options.GrantFileProtocolExtraPrivileges,
  ]
  // A fuse is a character of the program: 0 is closed, 1 open.
  expect(closed.map((fuse) => String.fromCharCode(Number(wire[fuse])))).toEqual(closed.map(() => '0'))
})

test('19. it is no Node, whatever a variable asks of it', () => {
  const flags = root ? ['--no-sandbox'] : []
  const answer = spawnSync(program, [...flags, '-e', 'process.exit(7)'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    timeout: 10_000,
    killSignal: 'SIGKILL',
  })
  expect(answer.status).not.toBe(7)
})

test('19. the caller’s variables and debugging switches neither end it nor open it', { timeout: 150_000 }, async () => {
  const [inspect = 0, remote = 0] = await freePorts(2)
  const env = {
    ELECTRON_RENDERER_URL: trap.url,
    ELECTRON_RUN_AS_NODE: '1',
    ELECTRON_ENABLE_LOGGING: '1',
    NODE_OPTIONS: '--require /no/such/file.js --openssl-legacy-provider',
    NODE_EXTRA_CA_CERTS: '/no/such/file.pem',
    LD_PRELOAD: '/no/such/library.so',
    GTK_MODULES: 'no-such-module',
  }
  const switches = [
    `--inspect=${inspect}`,
    `--remote-debugging-port=${remote}`,
    '--js-flags=--no-such-flag',
    '--disable-web-security',
  ]
  const window = launchWindow({ dataDir, env, args: [...switches, `--marsad-dev-server=${trap.url}`] })
  try {
    await window.opened()
    expect(await Promise.all([isOpen(inspect), isOpen(remote)])).toEqual([false, false])
    expect(window.output()).not.toMatch(/Debugger listening|DevTools listening|Cannot find module|preloaded/)
    // Act 19: the page of that address is nowhere.
    expect(trap.take()).toEqual([])
    const all = processesBelow(window.child.pid ?? 0)
    expect(all.some(({ command }) => / --type=renderer /.test(command))).toBe(true)
    for (const { command } of all.filter((one) => one.command.startsWith(`${program} `))) {
      expect(command).not.toMatch(/--inspect|--remote-debugging|--js-flags|--disable-web-security|--marsad-dev-server/)
    }
  } finally {
    await window.close()
  }
})

test('19. given to the program itself, debugging switches open no port either', { timeout: 120_000 }, async () => {
  const [inspect = 0, remote = 0] = await freePorts(2)
  const window = launchWindow({ dataDir, direct: [`--inspect=${inspect}`, `--remote-debugging-port=${remote}`] })
  try {
    await window.opened()
    expect(await Promise.all([isOpen(inspect), isOpen(remote)])).toEqual([false, false])
  } finally {
    await window.close()
  }
})

test('4. an ordinary user’s window runs in Chromium’s sandbox', { timeout: 150_000 }, async (context) => {
  const blocked = process.platform === 'linux' ? await sandboxBlock(program) : undefined
  if (process.platform !== 'linux' || (blocked !== undefined && process.env['CI'] === undefined)) {
    context.skip(
      `this kernel lets no ordinary user make the sandbox: ${JSON.stringify(blocked?.values ?? process.platform)}`,
    )
    return
  }
  // In CI a kernel that forbids it fails here, with the sentence that a person would read.
  const user = root ? await openOrdinaryUser() : null
  const window: LaunchedWindow = launchWindow({ dataDir, ...(user === null ? {} : user) })
  try {
    await window.opened()
    const all = processesBelow(window.child.pid ?? 0)
    const own = all.filter(({ command }) => command.startsWith(`${program} `))
    expect(own.length).toBeGreaterThan(2)
    const renderers = own.filter(({ command }) => / --type=renderer /.test(command))
    expect(renderers).toHaveLength(1)
    for (const { command, status } of own) {
      expect(command).not.toContain('--no-sandbox')
      if (user !== null) expect(status.get('Uid')?.split('\t')).toEqual(Array(4).fill(String(user.user.uid)))
    }
    for (const { status, accounts } of renderers) {
      expect(status.get('Seccomp')).toBe('2')
      expect(status.get('NoNewPrivs')).toBe('1')
      expect(status.get('CapEff')).toBe('0000000000000000')
      // A user namespace of its own has one account, and one of its own for processes gives each a second number.
      expect(accounts).toMatch(/^\d+\s+\d+\s+1$/)
      expect(status.get('NSpid')?.split('\t').length).toBeGreaterThan(1)
    }
  } finally {
    await window.close()
    await user?.remove()
  }
})
