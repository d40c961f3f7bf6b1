/**
 * Which group members the processes of this machine were, kept on disk. A process that was killed stays a member until its
 * session ends, 10 s later, and nobody is given its partitions before. Its successor knows better and lets it leave.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { readTextFile } from '../../../files/readTextFile'

const recordSchema = z.object({ pid: z.int().positive(), group: z.string(), member: z.string() })

export interface MemberRegister {
  /** This process is the member now. */
  remember(memberId: string): void
  /** This process has left. */
  forget(): void
  /** Members of the group whose processes are gone; each is answered once. A stopped process is not gone. */
  takeFormer(): string[]
}

/** @param folder made when missing; shared by all workers of one data folder. */
export function openMemberRegister(folder: string, groupId: string, pid = process.pid): MemberRegister {
  const fileOf = (of: number): string => join(folder, `${encodeURIComponent(groupId)}.${of}.json`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return {
    remember: (member) => writeFileSync(fileOf(pid), JSON.stringify({ pid, group: groupId, member }), { mode: 0o600 }),
    forget: () => rmSync(fileOf(pid), { force: true }),
    takeFormer: () =>
      readdirSync(folder).flatMap((name) => {
        const path = join(folder, name)
        const record = readRecord(path)
        if (record === null || record.group !== groupId || (record.pid !== pid && isAlive(record.pid))) return []
        rmSync(path, { force: true })
        return [record.member]
      }),
  }
}

/** Null for what is no record: cut short by a kill, or removed by another worker meanwhile. */
function readRecord(path: string): z.infer<typeof recordSchema> | null {
  try {
    return recordSchema.parse(JSON.parse(readTextFile(path, 'refuse') ?? ''))
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    // A process of another user is alive too.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM'
  }
}
