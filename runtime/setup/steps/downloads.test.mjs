/**
 * Downloads that break or bring something else, with the real Maven, npm and pip against a registry of our own on the loopback: each says one
 * sentence, leaves nothing half done in its place, and goes on with the next run.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { sha256Of } from '../checksum.mjs'
import { exists } from '../exists.mjs'
import { projectFolder } from '../paths.mjs'
import { run } from '../run.mjs'
import { which } from '../which.mjs'
import { bringJars } from './jars.mjs'
import { bringNpmPackages, npmPackagesMatch } from './npmPackages.mjs'
import { findPip } from './pip.mjs'
import { bringWheel, wheelPlace } from './wheel.mjs'

/**
 * How the registry behaves: `cut` breaks each answer off in its middle, `absent` has nothing (as some proxies claim
 * while they are down), `well` serves.
 * @typedef {'cut' | 'absent' | 'well'} Mood
 */

/** @type {Mood} */
let mood = 'well'
/** @type {Map<string, Buffer>} */
const files = new Map()
const server = createServer((request, response) => {
  const body = files.get(request.url ?? '') ?? (mood === 'cut' ? Buffer.alloc(4096) : undefined)
  if (mood === 'absent' || body === undefined) response.writeHead(404).end()
  else if (mood === 'well') {
    // pip takes a list of files only where it is called HTML.
    const type = request.url?.endsWith('/') === true ? { 'content-type': 'text/html' } : {}
    response.writeHead(200, { 'content-length': body.length, ...type }).end(body)
  } else {
    response.writeHead(200, { 'content-length': body.length })
    response.write(body.subarray(0, body.length / 2), () => response.destroy())
  }
})
const voice = { bytes: () => undefined, say: () => undefined }

let folder = ''
let registry = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marsad-downloads-'))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  registry = `http://127.0.0.1:${address.port}`
  files.clear()
  // Maven reads its settings and keeps its files below this home; npm keeps its own there.
  await mkdir(join(folder, '.m2'))
  await writeFile(
    join(folder, '.m2', 'settings.xml'),
    `<settings><mirrors><mirror><id>test</id><mirrorOf>*</mirrorOf><url>${registry}</url></mirror></mirrors></settings>`,
  )
  vi.stubEnv('MAVEN_OPTS', `-Duser.home=${folder}`)
  vi.stubEnv('npm_config_cache', join(folder, 'npm-cache'))
  vi.stubEnv('npm_config_registry', registry)
  vi.stubEnv('npm_config_fetch_retries', '0')
})
afterEach(async () => {
  vi.unstubAllEnvs()
  server.closeAllConnections()
  await new Promise((closed) => server.close(closed))
  await rm(folder, { recursive: true, force: true })
})

const maven = await which('mvn')
if (maven === undefined) console.warn('Maven is not installed: the tests of its downloads are skipped')

test.skipIf(maven === undefined)(
  'Maven: cut in the middle, then told that there is nothing, then served',
  { timeout: 60_000 },
  async () => {
    const parent =
      '<project><modelVersion>4.0.0</modelVersion><groupId>t</groupId><artifactId>p</artifactId><version>1</version><packaging>pom</packaging></project>'
    files.set('/t/p/1/p-1.pom', Buffer.from(parent))
    files.set('/t/p/1/p-1.pom.sha1', Buffer.from(createHash('sha1').update(parent).digest('hex')))
    // The smallest build that downloads something: its parent.
    await mkdir(join(folder, 'runtime'))
    await writeFile(
      join(folder, 'runtime', 'pom.xml'),
      '<project><modelVersion>4.0.0</modelVersion><parent><groupId>t</groupId><artifactId>p</artifactId><version>1</version></parent><artifactId>c</artifactId><packaging>pom</packaging><profiles><profile><id>kafka</id></profile></profiles></project>',
    )
    await writeFile(join(folder, 'runtime', 'jars.json'), '{"kafka":{}}')
    const target = join(folder, 'kafka')
    const bring = () =>
      bringJars({ project: folder, target, profile: 'kafka', subfolder: 'libs', version: '4.3.1' }, voice)

    for (const broken of /** @type {const} */ (['cut', 'absent'])) {
      mood = broken
      await expect(bring(), broken).rejects.toThrow(
        /^The download of kafka 4\.3\.1 was cut short \(.*t:p:pom:1.*\)\. Run this again/,
      )
      expect((await readdir(folder)).filter((name) => name.startsWith('kafka'))).toEqual([])
    }
    mood = 'well'
    expect(await bring()).toMatchObject({ did: true })
    expect(await exists(target)).toBe(true)
  },
)

test('a jar that is not the one named is refused, and nothing of it stays', async () => {
  const target = join(folder, 'kafka')
  const named = join(folder, 'named.jar')
  const wanted = async (/** @type {Record<string, string>} */ sums) => {
    await mkdir(join(folder, 'runtime'), { recursive: true })
    await writeFile(join(folder, 'runtime', 'jars.json'), JSON.stringify({ kafka: sums }))
  }
  // Stands for a Maven whose repository, mirror or registry serves something else under the same name.
  await mkdir(join(folder, 'bin'))
  await writeFile(
    join(folder, 'bin', 'mvn'),
    '#!/bin/sh\nfor a; do case $a in -Djars=*) j=${a#-Djars=};; esac; done; mkdir -p "$j" && printf evil > "$j/a-1.jar"\n',
    { mode: 0o755 },
  )
  await writeFile(join(folder, 'bin', 'java'), '#!/bin/sh\necho \'openjdk version "17.0.1"\'\n', { mode: 0o755 })
  vi.stubEnv('JAVA_HOME', folder)
  vi.stubEnv('PATH', `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`)
  const bring = () =>
    bringJars({ project: folder, target, profile: 'kafka', subfolder: 'libs', version: '4.3.1' }, voice)

  await writeFile(named, 'good')
  await wanted({ 'g:a:1': await sha256Of(named) })
  await expect(bring()).rejects.toThrow(
    /^The jar a-1\.jar of kafka 4\.3\.1 is not the one that runtime\/jars\.json names/,
  )
  await wanted({})
  await expect(bring()).rejects.toThrow(/^kafka 4\.3\.1 brings other jars than runtime\/jars\.json names: a-1\.jar\./)
  expect((await readdir(folder)).filter((name) => name.startsWith('kafka'))).toEqual([])
  await writeFile(named, 'evil')
  await wanted({ 'g:a:1': await sha256Of(named) })
  expect(await bring()).toMatchObject({ did: true })
})

const pip = await findPip()
if (pip === undefined) console.warn('There is no Python with pip: the test of its downloads is skipped')

test.skipIf(pip === undefined)(
  'pip: a program out of a wheel, refused where the wheel is not the one named',
  { timeout: 60_000 },
  async () => {
    if (pip === undefined) return
    const work = join(folder, 'wheel')
    await mkdir(join(work, 'tool', 'bin'), { recursive: true })
    await mkdir(join(work, 'tool-1.0.dist-info'))
    await writeFile(join(work, 'tool', 'bin', 'tool'), '#!/bin/sh\necho "tool $1"\n')
    await writeFile(join(work, 'tool-1.0.dist-info', 'METADATA'), 'Metadata-Version: 2.1\nName: tool\nVersion: 1.0\n')
    await writeFile(
      join(work, 'tool-1.0.dist-info', 'WHEEL'),
      'Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: py3-none-manylinux_2_17_x86_64\n',
    )
    await writeFile(join(work, 'tool-1.0.dist-info', 'RECORD'), '')
    const name = 'tool-1.0-py3-none-manylinux_2_17_x86_64.whl'
    const packed = await run(pip.python, ['-m', 'zipfile', '-c', join(folder, name), 'tool', 'tool-1.0.dist-info'], {
      cwd: work,
    })
    expect(packed.output).toBe('')
    files.set(`/simple/tool/${name}`, await readFile(join(folder, name)))
    files.set('/simple/tool/', Buffer.from(`<!DOCTYPE html><a href="${name}">${name}</a>`))
    vi.stubEnv('PIP_CONFIG_FILE', '/dev/null')
    vi.stubEnv('PIP_FIND_LINKS', '')
    vi.stubEnv('PIP_INDEX_URL', `${registry}/simple`)
    const pin = { package: 'tool', version: '1.0', tag: 'manylinux_2_17_x86_64', program: 'tool/bin/tool' }
    const bring = (/** @type {string} */ sha256) =>
      bringWheel({ folder, pin: { ...pin, sha256 }, tryArgument: '--version' }, voice)

    const sum = await sha256Of(join(folder, name))
    const other = sum.replace(/^./, (first) => (first === '0' ? '1' : '0'))
    await expect(bring(other)).rejects.toThrow(/^The checksum of tool 1\.0 is wrong, so it was thrown away\./)
    expect((await readdir(folder)).filter((entry) => entry.startsWith('tool-1.0') && entry !== name)).toEqual([])
    expect(await bring(sum)).toBe(true)
    const place = wheelPlace(folder, { ...pin, sha256: sum })
    expect((await run(place.program, ['runs'])).output).toBe('tool runs\n')
    files.clear()
    expect(await bring(sum)).toBe(false)
  },
)

test('npm: cut in the middle, then served', { timeout: 60_000 }, async () => {
  // What npm packs: a tar with everything below package/.
  await mkdir(join(folder, 'package'))
  await writeFile(join(folder, 'package', 'package.json'), '{"name":"a","version":"1.0.0"}')
  await run('tar', ['-czf', join(folder, 'a.tgz'), '-C', folder, 'package'])
  const packed = await readFile(join(folder, 'a.tgz'))
  files.set('/a/-/a-1.0.0.tgz', packed)
  const integrity = `sha512-${createHash('sha512').update(packed).digest('base64')}`
  const project = join(folder, 'project')
  const dependencies = { a: '1.0.0' }
  await mkdir(project)
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'p', version: '1.0.0', dependencies }))
  await writeFile(
    join(project, 'package-lock.json'),
    JSON.stringify({
      name: 'p',
      version: '1.0.0',
      lockfileVersion: 3,
      packages: {
        '': { name: 'p', version: '1.0.0', dependencies },
        'node_modules/a': { version: '1.0.0', resolved: `${registry}/a/-/a-1.0.0.tgz`, integrity },
      },
    }),
  )
  mood = 'cut'
  await expect(bringNpmPackages(project)).rejects.toThrow(/^npm could not install the packages \(.+\)\. Check the conn/)
  expect(await npmPackagesMatch(project)).toBe(false)
  mood = 'well'
  expect(await bringNpmPackages(project)).toEqual({ did: true })
  expect(await bringNpmPackages(project)).toEqual({ did: false })
})

test.skipIf(maven === undefined)(
  'npm run marsad on an empty runtime folder with a registry that breaks off: one sentence, exit code 1',
  { timeout: 60_000 },
  async () => {
    // Else the command would begin with the packages of this very clone.
    expect(await npmPackagesMatch(projectFolder)).toBe(true)
    mood = 'cut'
    const runtime = join(folder, 'runtime')
    const { code, stderr } = await command({ MARSAD_RUNTIME: runtime })
    expect({ code, stderr }).toMatchObject({ code: 1 })
    expect(stderr).toMatch(/^The download of kafka [\d.]+ was cut short \(.+\)\. Run this again: it continues .*$/m)
    expect((await readdir(runtime)).filter((name) => name !== 'locks' && name !== 'redis')).toEqual([])
    expect(await readdir(join(runtime, 'locks'))).toEqual([])
  },
)

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ code: number, stderr: string }>}
 */
function command(env) {
  const script = join(projectFolder, 'runtime', 'setup', 'marsad.mjs')
  return new Promise((done) => {
    execFile(
      process.execPath,
      [script, 'status'],
      { env: { ...process.env, LC_ALL: 'C', ...env } },
      (error, _, stderr) => done({ code: typeof error?.code === 'number' ? error.code : 0, stderr }),
    )
  })
}
