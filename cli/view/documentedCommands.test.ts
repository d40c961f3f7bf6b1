import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { defaultSettings } from '../../contract/settings'
import { documentedCommands } from './documentedCommands'

const { ports } = defaultSettings

it('shows nothing where the commands of the README work as they stand', () => {
  expect(documentedCommands(ports)).toEqual([])
})

it('shows the commands of the README with the ports in use', async () => {
  const moved = { postgres: 15432, kafka: 19092, connect: 18083, clickhouse: 18123, redis: 16379 }
  const commands = documentedCommands(moved)
  const readme = await readFile(resolve(import.meta.dirname, '../../README.md'), 'utf8')
  const asDocumented = commands.map((command) =>
    command.replace(':18123', ':8123').replace(':18083', ':8083').replace(' -p 16379', '').replace(' -p 15432', ''),
  )
  for (const command of asDocumented) expect(readme).toContain(command)
  expect(commands).toHaveLength(4)
})
