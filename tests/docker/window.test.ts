/** The window over a Docker engine: the same tests as over the embedded stack. */
import { expect, inject } from 'vitest'
import { projectEndpoints } from '../../workers/stack/docker/projectEndpoints'
import { axeFindings, changeLook, takePicture } from '../support/page'
import { testWindow } from '../support/testWindow'
import { waitFor } from '../support/waitFor'
import { composeFile, newComposeRun } from './support/composeRun'
import { stackOfFile } from './support/stack'
import { testAddress } from './support/testAddress'

testWindow('docker', async () => {
  const run = await newComposeRun(inject('serviceImages'))
  const stack = await stackOfFile(composeFile, run.name, run.variables)
  const running = async (): Promise<string[]> =>
    (await stack.containers()).flatMap(({ service, state }) => (state === 'running' ? [service] : []))
  return {
    settings: { stack: { kind: 'docker' } },
    env: run.variables,
    kill: async (name) => {
      const { State } = await stack.docker.getContainer((await stack.container(name)).id).inspect()
      process.kill(State.Pid, 'SIGKILL')
    },
    endpoints: async () => projectEndpoints(await stack.read(), testAddress()),
    watch: async () => {
      const before = await running()
      return async () => (await running()).filter((name) => before.includes(name))
    },
    rest: async ({ page }) => {
      await page.keyboard.press('2')
      await page.getByRole('button', { name: 'Check', exact: true }).click()
      await page.getByRole('list', { name: 'Checks before the start' }).getByRole('listitem').nth(5).waitFor()
      for (const language of ['ar', 'en'] as const) {
        await changeLook(page, language, language === 'ar' ? 'dark' : 'light')
        expect(await axeFindings(page)).toEqual([])
        await takePicture(page, `docker-rest-${language}`)
      }
      await page.getByRole('button', { name: 'Remove with all data' }).click()
      const dialog = page.getByRole('alertdialog')
      await dialog.getByText(`${run.name}_postgres-data`).waitFor()
      for (const language of ['ar', 'en'] as const) {
        for (const theme of ['light', 'dark'] as const) {
          await changeLook(page, language, theme)
          await takePicture(page, `docker-remove-${language}-${theme}`)
        }
      }
      const remove = dialog.getByRole('button', { name: 'Remove with all data' })
      await dialog.getByRole('textbox').fill(`${run.name}x`)
      expect(await remove.isDisabled()).toBe(true)
      expect(await stack.leftovers()).toContain(`${run.name}_postgres-data`)
      await dialog.getByRole('textbox').fill(run.name)
      await remove.click()
      await waitFor('nothing of the project to be left', async () => (await stack.leftovers()).length === 0)
    },
    end: () => stack.end(),
  }
})
