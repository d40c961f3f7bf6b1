/** Postgres in single-user mode: one process on the cluster that listens nowhere, with the rights of the role that initdb made. */
import type { Command } from './description'
import { runTool } from './runTool'

/** One row of one column, as that mode prints it. Source: printtup.c, debugtup. */
const row = /^\t ?1: \w+ = "(.*)"\t\(typeid = /gm

/**
 * Runs commands, each one transaction, to the end or to the first error.
 * @returns the values of the first column of all answers.
 * @throws as runTool does.
 */
export async function runSingleUser(
  command: Command,
  commands: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const printed = await runTool(command, signal, commands.map(asCommand).join(''))
  return [...printed.matchAll(row)].map(([, value = '']) => value)
}

/** With -j a semicolon and an empty line end a command, wherever they are. */
const asCommand = (text: string): string =>
  `${text
    .trim()
    .replaceAll(/;\n\s*\n/g, ';\n')
    .replace(/;?$/, ';')}\n\n`
