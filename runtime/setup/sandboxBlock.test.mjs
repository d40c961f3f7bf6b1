import { expect, test } from 'vitest'
import { apparmorPlace, apparmorProfile } from './apparmorProfile.mjs'
import { say } from './messages.mjs'
import { sandboxBlock } from './sandboxBlock.mjs'

const electron = '/home/a/.cache/marsad/electron-45.4.1/marsad'

/** @param {Record<string, string>} files */
const reading = (files) => (/** @type {string} */ path) => Promise.resolve(files[path])

test('a kernel without such switches, or with them open, blocks nothing', async () => {
  expect(await sandboxBlock(electron, reading({}))).toBeUndefined()
  const open = {
    '/proc/sys/kernel/unprivileged_userns_clone': '1\n',
    '/proc/sys/user/max_user_namespaces': '96364\n',
    '/proc/sys/kernel/apparmor_restrict_unprivileged_userns': '0\n',
  }
  expect(await sandboxBlock(electron, reading(open))).toBeUndefined()
})

test.each(['kernel/unprivileged_userns_clone', 'user/max_user_namespaces'])('%s at 0 is named', async (name) => {
  const blocked = await sandboxBlock(electron, reading({ [`/proc/sys/${name}`]: '0\n' }))
  expect(blocked).toMatchObject({ key: 'sandbox-kernel', values: { setting: name.replace('/', '.') } })
})

test("Ubuntu's restriction gives a profile to install, and is over once it is installed", async () => {
  const files = { '/proc/sys/kernel/apparmor_restrict_unprivileged_userns': '1\n' }
  const blocked = await sandboxBlock(electron, reading(files))
  expect(blocked?.key).toBe('sandbox-apparmor')
  expect(blocked?.values['profile']).toContain(`"${electron}"`)
  const installed = { ...files, [apparmorPlace]: apparmorProfile(electron) }
  expect(await sandboxBlock(electron, reading(installed))).toBeUndefined()
  const ofAnother = { ...files, [apparmorPlace]: apparmorProfile('/another/marsad') }
  expect((await sandboxBlock(electron, reading(ofAnother)))?.key).toBe('sandbox-apparmor')
})

test('a path cannot widen the profile', () => {
  expect(apparmorProfile('/a/*/{b}"/marsad')).toContain('"/a/\\*/\\{b\\}\\"/marsad"')
})

test('no advice asks for a program of the user that runs as root', async () => {
  for (const name of ['kernel/unprivileged_userns_clone', 'kernel/apparmor_restrict_unprivileged_userns']) {
    const value = name.includes('apparmor') ? '1' : '0'
    const blocked = await sandboxBlock(electron, reading({ [`/proc/sys/${name}`]: value }))
    const text = blocked === undefined ? '' : say(blocked.key, blocked.values)
    expect(text).toContain('npm run marsad -- up')
    expect(text).not.toMatch(/chown|chmod|4755|setuid|chrome-sandbox/)
  }
})
