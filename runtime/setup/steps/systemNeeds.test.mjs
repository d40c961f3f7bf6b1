import { expect, test } from 'vitest'
import { installLine, needs, packageNameFor } from './systemNeeds.mjs'

const bookworm = 'PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\nVERSION_ID="12"\n'
const trixie = 'ID=debian\nVERSION_ID="13"\n'
const noble = 'NAME="Ubuntu"\nVERSION_ID="24.04"\nID=ubuntu\nID_LIKE=debian\n'
const jammy = 'VERSION_ID="22.04"\nID=ubuntu\n'
const none = new Set()

test('the name that the package lists know is taken, the best known first', () => {
  expect(packageNameFor(needs.gtk, new Set(['libgtk-3-0t64']), bookworm)).toBe('libgtk-3-0t64')
  expect(packageNameFor(needs.gtk, new Set(['libgtk-3-0', 'libgtk-3-0t64']), noble)).toBe('libgtk-3-0')
  expect(packageNameFor(needs.java, new Set(['openjdk-25-jre-headless', 'openjdk-21-jre-headless']), trixie)).toBe(
    'openjdk-21-jre-headless',
  )
})

test.each([
  [bookworm, 'libasound2'],
  [trixie, 'libasound2t64'],
  [noble, 'libasound2t64'],
  [jammy, 'libasound2'],
  ['', 'libasound2'],
])('without package lists the release decides: %j', (osRelease, name) => {
  expect(packageNameFor(needs.asound, none, osRelease)).toBe(name)
})

test('one line holds each missing package once', () => {
  expect(installLine('apt', ['curl', 'redis-tools', 'curl'])).toBe(
    'sudo apt-get update && sudo apt-get install -y --no-install-recommends curl redis-tools',
  )
  expect(installLine('brew', ['openjdk', 'redis'])).toBe('brew install openjdk redis')
})
