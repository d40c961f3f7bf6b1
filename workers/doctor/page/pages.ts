/** Reads what the pages are made of and gives them as they are kept, and takes in what was newly measured. */
import { readFile, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { format, resolveConfig } from 'prettier'
import { rules } from '../rules'
import { doctorPage } from './doctorPage'
import { measuredSchema, reportSchema } from './measured'

const measuredFile = 'docs/measured/doctor.json'
const pageFiles = { en: 'docs/doctor.md', ar: 'docs/doctor.ar.md' } as const

/** @param root the project's folder @returns path within it → text */
export async function doctorPages(root: string): Promise<Record<string, string>> {
  const measured = measuredSchema.parse(JSON.parse(await readFile(join(root, measuredFile), 'utf8')))
  const pages: Record<string, string> = {}
  for (const language of ['en', 'ar'] as const) {
    const intro = await readFile(join(root, `workers/doctor/page/intro.${language}.md`), 'utf8')
    const path = join(root, pageFiles[language])
    const text = doctorPage(rules, measured, intro, language)
    pages[pageFiles[language]] = await format(text, { ...(await resolveConfig(path)), filepath: path })
  }
  return pages
}

/** `npm run docs:doctor [-- --report FILE]`: writes the pages, after taking in a report of `npm run faults -- --doctor --report FILE`. */
export async function run(args: readonly string[], root: string): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { report: { type: 'string' } } })
  if (values.report !== undefined) await takeIn(resolve(values.report), join(root, measuredFile))
  for (const [path, text] of Object.entries(await doctorPages(root))) {
    await writeFile(join(root, path), text)
    console.log(path)
  }
}

async function takeIn(report: string, file: string): Promise<void> {
  const cases = reportSchema.parse(JSON.parse(await readFile(report, 'utf8')))
  const processors = cpus()
  const machine = `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB`
  const date = new Date().toISOString().slice(0, 10)
  const command = 'npm run faults -- --doctor'
  const text = JSON.stringify({ machine, date, command, cases })
  await writeFile(file, await format(text, { ...(await resolveConfig(file)), filepath: file }))
}
