/** Gives one setting of a topic the value that it had before a fix. */
import { setTopicSetting } from '../../../pipeline/topics/setTopicConfigs'
import type { Undo } from '../../rule'
import { pairsOf } from './topics'

export const settingUndo = (setting: string): Undo => ({
  keep: ({ facts }, { subject: topic }) => {
    const value = pairsOf(facts).find(([, { name }]) => name === topic)?.[1].effective[setting]
    return Promise.resolve(value === undefined ? null : { topic, setting, value })
  },
  put: ({ services }, { value = '' }, topic) =>
    services.admin.use((admin) => setTopicSetting(admin, topic, setting, value)),
})

export const settingUndoWords = {
  en: 'Set {{setting}} of {{topic}} to {{value}} again.',
  ar: 'إعادة {{setting}} في {{topic}} إلى {{value}}.',
}
