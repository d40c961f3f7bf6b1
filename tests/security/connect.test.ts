/** Acts 7 to 9 against Kafka Connect: what another account of this machine gets from its door and from its own port. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { connectorName } from '../../contract/pipeline'
import { connectRest } from '../../workers/clients/connect/connectRest'
import { connectorClass, connectorConfig } from '../../workers/pipeline/connector/connectorConfig'
import { httpText } from '../../workers/clients/httpText'
import { endpointsOf } from '../support/instance'
import { asNobody, canBeNobody } from './support/asNobody'
import { connectPorts } from './support/connectPorts'

const signal = new AbortController().signal
const json = `-H 'content-type: application/json'`
const strangers = 'strangers-connector'
const quoted = (value: unknown): string => `'${JSON.stringify(value).replaceAll("'", `'\\''`)}'`

let ports: Awaited<ReturnType<typeof connectPorts>>
let folder: string

beforeAll(async () => {
  ports = await connectPorts()
  folder = await mkdtemp(join(tmpdir(), 'marsad-acts-'))
  await chmod(folder, 0o777)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The status and the body of what curl gets as nobody. */
async function curl(rest: string): Promise<{ status: number; body: string }> {
  const { stdout } = await asNobody(`curl -sS -m 20 -w '\n%{http_code}' ${rest}`)
  const end = stdout.lastIndexOf('\n')
  return { status: Number(stdout.slice(end + 1)), body: stdout.slice(0, end) }
}

async function connectors(): Promise<unknown> {
  return JSON.parse((await httpText(ports.service, 'GET', '/connectors', signal)).text)
}

const commandOf = (path: string): Record<string, string> => ({
  'connector.class': connectorClass,
  'database.hostname': '127.0.0.1',
  'database.user': 'app',
  'database.password': 'app',
  'database.dbname': 'appdb',
  'topic.prefix': 'x',
  'plugin.name': 'pgoutput',
  'slot.name': 'x',
  'database.initial.statements': `COPY (SELECT 1) TO PROGRAM 'touch ${path}'`,
})

describe.runIf(canBeNobody)('another account', () => {
  it.each(['door', 'inner'] as const)('makes no connector that runs commands (act 7), at the %s', async (where) => {
    const planted = join(folder, `act-7-${where}`)
    const put = await curl(
      `-X PUT ${ports[where]}/connectors/${strangers}/config ${json} -d ${quoted(commandOf(planted))}`,
    )
    expect(put.status).toBe(where === 'door' ? 403 : 401)
    const posted = await curl(
      `-X POST ${ports[where]}/connectors ${json} -d ${quoted({ name: strangers, config: commandOf(planted) })}`,
    )
    expect(posted.status).toBe(where === 'door' ? 403 : 401)
    expect(await connectors()).toEqual([connectorName])
    expect(existsSync(planted)).toBe(false)
  })

  it.each(['door', 'inner'] as const)(
    'has no configuration checked, which connects (act 7b), at the %s',
    async (where) => {
      const planted = join(folder, `act-7b-${where}`)
      const path = `/connector-plugins/${connectorClass}/config/validate`
      const answer = await curl(`-X PUT ${ports[where]}${path} ${json} -d ${quoted(commandOf(planted))}`)
      expect(answer.status).toBe(where === 'door' ? 403 : 401)
      expect(existsSync(planted)).toBe(false)
    },
  )

  it.each(['door', 'inner'] as const)('empties no file as a file of signals (act 8), at the %s', async (where) => {
    const signals = join(folder, `act-8-${where}`)
    await writeFile(signals, 'a line of somebody\n', { mode: 0o600 })
    const config: Record<string, string> = {
      ...commandOf(signals),
      'signal.enabled.channels': 'file',
      'signal.file': signals,
    }
    const { 'database.initial.statements': _statements, ...harmless } = config
    const put = await curl(`-X PUT ${ports[where]}/connectors/${strangers}/config ${json} -d ${quoted(harmless)}`)
    expect(put.status).toBe(where === 'door' ? 403 : 401)
    expect(await connectors()).toEqual([connectorName])
    expect(await readFile(signals, 'utf8')).toBe('a line of somebody\n')
  })

  it.each(['door', 'inner'] as const)('restarts, stops and deletes nothing (act 9), at the %s', async (where) => {
    const at = `${ports[where]}/connectors/${connectorName}`
    const tries = [
      `-X POST '${at}/restart?includeTasks=true'`,
      `-X POST -H 'Origin: http://evil.example' '${at}/restart?includeTasks=true'`,
      `-X POST ${json} '${at}/restart?includeTasks=true'`,
      `-X POST '${at}/tasks/0/restart'`,
      `-X PUT ${at}/pause`,
      `-X PUT ${at}/stop`,
      `-X DELETE ${at}`,
      `-X DELETE ${at}/offsets`,
      `-X PATCH ${json} ${at}/config -d '{}'`,
    ]
    for (const rest of tries) expect((await curl(rest)).status, rest).toBe(where === 'door' ? 403 : 401)
    expect(await connectRest(ports.service, signal).status(connectorName)).toMatchObject({
      connector: { state: 'RUNNING' },
      tasks: [{ state: 'RUNNING' }],
    })
  })

  it('cannot pass for another worker of Connect', async () => {
    const at = `${ports.inner}/connectors/${connectorName}`
    // These two need no account: Connect takes them with the signature of the group's key alone.
    expect((await curl(`-X POST ${at}/tasks ${json} -d '[]'`)).status).toBe(400)
    expect((await curl(`-X PUT ${at}/fence`)).status).toBe(400)
    const signed = `-H 'X-Connect-Authorization: AAAA' -H 'X-Connect-Request-Signature-Algorithm: HmacSHA256'`
    expect((await curl(`-X POST ${signed} ${at}/tasks ${json} -d '[]'`)).status).toBeGreaterThanOrEqual(400)
    for (const path of ['tasks', 'fence']) {
      expect((await curl(`-X POST ${json} ${ports.door}/connectors/${connectorName}/${path} -d '[]'`)).status).toBe(403)
    }
  })

  it('reads states, and configurations without their passwords', async () => {
    for (const path of [
      '/connectors?expand=info',
      ...['', '/config', '/tasks'].map((part) => `/connectors/${connectorName}${part}`),
    ]) {
      const { status, body } = await curl(`'${ports.door}${path}'`)
      expect(status, path).toBe(200)
      expect(body, path).toContain('"database.password":"[secret]"')
      expect(body, path).not.toContain('"database.password":"dbz"')
    }
    const found = await curl(`${ports.door}/connectors/${connectorName}/status`)
    expect(JSON.parse(found.body)).toMatchObject({ name: connectorName, connector: { state: 'RUNNING' } })
  })

  it('reads neither Connect itself, nor log levels, nor the account', async () => {
    for (const path of ['/', '/connectors', `/connectors/${connectorName}/config`]) {
      expect((await curl(`${ports.inner}${path}`)).status, path).toBe(401)
      expect((await curl(`-u marsad:marsad ${ports.inner}${path}`)).status, path).toBe(401)
    }
    expect((await curl(`${ports.door}/admin/loggers`)).status).toBe(403)
    const run = join(inject('dataDir'), 'run', 'connect')
    for (const path of [join(run, 'accounts.properties'), join(inject('dataDir'), 'credentials.json')]) {
      expect((await asNobody(`cat ${path}`)).code, path).not.toBe(0)
    }
  })
})

describe('who knows the password', () => {
  it('reads the whole configuration, through the door as well', async () => {
    const { text } = await httpText(
      { ...ports.service, url: ports.door },
      'GET',
      `/connectors/${connectorName}/config`,
      signal,
    )
    expect(JSON.parse(text)).toMatchObject({ 'database.password': '${env:MARSAD_DEBEZIUM_PASSWORD}' })
  })

  it('still gives no connector brokers of its own', async () => {
    const endpoints = await endpointsOf(inject('dataDir'))
    const config = { ...connectorConfig(endpoints), name: strangers, 'slot.name': 'x', 'topic.prefix': 'x' }
    const wanted = { ...config, 'producer.override.bootstrap.servers': '127.0.0.1:1' }
    const path = `/connector-plugins/${connectorClass}/config/validate`
    const { text } = await httpText(ports.service, 'PUT', path, signal, wanted)
    const errors = validated.parse(JSON.parse(text)).configs.flatMap(({ value }) => value?.errors ?? [])
    expect(errors.join('\n')).toContain("does not allow 'bootstrap.servers' to be overridden")
    const put = await httpText(ports.service, 'PUT', `/connectors/${strangers}/config`, signal, wanted)
    expect(put.ok).toBe(false)
    expect(await connectors()).toEqual([connectorName])
  })

  it('has no file read into a configuration', async () => {
    const secret = join(folder, 'some.properties')
    await writeFile(secret, 'line=appdb\n')
    const endpoints = await endpointsOf(inject('dataDir'))
    const config = { ...connectorConfig(endpoints), 'slot.name': 'x', 'topic.prefix': 'x' }
    const put = await httpText(ports.service, 'PUT', `/connectors/${strangers}/config`, signal, {
      ...config,
      'database.dbname': `\${file:${secret}:line}`,
      'config.providers': 'file',
      'config.providers.file.class': 'org.apache.kafka.common.config.provider.FileConfigProvider',
    })
    expect(put.ok).toBe(false)
    expect(put.text).toContain('is not allowed')
    expect(await connectors()).toEqual([connectorName])
  })

  it('finds no resource for log levels', async () => {
    expect((await httpText(ports.service, 'GET', '/admin/loggers', signal)).status).toBe(404)
  })
})

const validated = z.object({
  configs: z.array(z.object({ value: z.object({ errors: z.array(z.string()) }).nullable() })),
})
