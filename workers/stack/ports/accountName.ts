import { readFile } from 'node:fs/promises'

/** The name of an account by its number, from the text of a passwd file; the number itself where it has none. Source: passwd(5). */
export function accountNameIn(passwd: string, uid: number): string {
  for (const line of passwd.split('\n')) {
    const [name, , number] = line.split(':')
    if (name !== undefined && name !== '' && number === String(uid)) return name
  }
  return String(uid)
}

/** @param uid of an account of this machine */
export async function accountName(uid: number): Promise<string> {
  return accountNameIn(await readFile('/etc/passwd', 'utf8'), uid)
}
