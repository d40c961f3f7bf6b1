/** Whom root's services run as: an account without any right, which owns nothing but their files. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { serviceNames } from '../../contract/snapshot'
import { shellWord } from '../../common/shellWord'
import { listProcesses, treeOf } from '../../common/process/processes'
import { accountIn, serviceAccount } from '../../workers/stack/data/account'
import { readServicesFile } from '../../workers/stack/data/servicesFile'
import { asAccount, canBeNobody } from './support/asNobody'
import { walk } from './support/walk'

const dataDir = inject('dataDir')

/** A line of /proc/<pid>/status as its words. */
function field(status: string, name: string): string[] {
  const line = status.split('\n').find((one) => one.startsWith(`${name}:`))
  if (line === undefined) throw new Error(`no ${name} in the status`)
  return line
    .slice(name.length + 1)
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
}

describe.runIf(canBeNobody)('the services of root', () => {
  const account = serviceAccount()
  if (account === null) throw new Error('root has no account for its services')

  it.each(serviceNames)(
    '%s runs as the account marsad, without a group, a capability or a way to another one',
    async (name) => {
      const entry = readServicesFile(join(dataDir, 'run', 'services.json')).services[name]
      if (entry === undefined) throw new Error(`${name} does not run`)
      for (const pid of treeOf(entry.process.pid, listProcesses())) {
        const status = await readFile(`/proc/${pid}/status`, 'utf8')
        expect(field(status, 'Uid')).toEqual(Array(4).fill(String(account.uid)))
        expect(field(status, 'Gid')).toEqual(Array(4).fill(String(account.gid)))
        expect(field(status, 'Groups').filter((group) => group !== String(account.gid))).toEqual([])
        for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapAmb'])
          expect(field(status, set), set).toEqual(['0000000000000000'])
      }
    },
  )

  it('have an account that is neither root nor of the system, and that nobody can sign in as', async () => {
    const passwd = await readFile('/etc/passwd', 'utf8')
    expect(account).toMatchObject({ name: 'marsad' })
    expect([0, accountIn(passwd, 'postgres')?.uid]).not.toContain(account.uid)
    expect(passwd.split('\n').find((line) => line.startsWith('marsad:'))).toMatch(/\/(nologin|false)$/)
    const shadow = await readFile('/etc/shadow', 'utf8')
    expect(
      shadow
        .split('\n')
        .find((line) => line.startsWith('marsad:'))
        ?.split(':')[1],
    ).toMatch(/^[!*]/)
  })

  it('own their stores and their configuration, and can read or change nothing else of the data folder', async () => {
    const stores = ['postgres', 'kafka', 'clickhouse', 'redis'].map((name) => join(dataDir, name))
    const entries = await walk(dataDir)
    const paths = entries.filter(({ path }) => !stores.some((store) => path === store || path.startsWith(`${store}/`)))
    const script = 'while IFS= read -r p; do if [ -r "$p" ] || [ -w "$p" ]; then echo "$p"; fi; done'
    const { stdout } = await asAccount(account, script, `${paths.map(({ path }) => path).join('\n')}\n`)
    const reached = stdout.split('\n').filter((line) => line !== '')
    const own = paths.filter(({ found }) => found.uid === account.uid)
    expect(own.map(({ path }) => path)).toContain(join(dataDir, 'run', 'redis.conf'))
    expect(reached.sort()).toEqual(own.map(({ path }) => path).sort())
    for (const { path, found } of own) expect(found.isFile(), path).toBe(true)
    const planted = await asAccount(account, `ln -s /etc/passwd ${shellWord(join(dataDir, 'run', 'planted'))}`)
    expect(planted.code).not.toBe(0)
  })
})
