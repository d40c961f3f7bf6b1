/** New consumers for the Kafka table, as several rules offer them. */
import { nextGroup } from './nextGroup'
import { renewConsumer } from '../../../pipeline/clickhouse/recreateConsumer'
import type { Fix, FixWords } from '../../rule'

/** It goes on from the group's committed offsets: nothing is lost, and what comes twice replaces itself. */
export const renew: Fix = {
  safe: true,
  run: ({ services: { clickhouse, paths }, signal }) => renewConsumer(clickhouse, paths, signal),
  settleMs: 60_000,
}

export const renewWords: FixWords = {
  summary: {
    en: 'Detach the Kafka table and attach it again: a new consumer goes on from the committed offsets.',
    ar: 'فصل جدول كافكا ثم وصله من جديد: يواصل مستهلك جديد من الإزاحات المثبتة.',
  },
}

/** The source project's own remedy. The new group begins at the topic's beginning, and what comes twice replaces itself. */
export const newGroup: Fix = {
  safe: true,
  run: async ({ ask, facts }) => {
    await ask('settings.change', { clickhouseGroup: nextGroup(facts.settings.clickhouseGroup) })
    await ask('stack.prepare', { step: 'prepare_clickhouse', agreed: true })
  },
  settleMs: 120_000,
}

export const newGroupWords: FixWords = {
  summary: {
    en: 'Give ClickHouse a new consumer group: it reads the topic from its beginning, and rows that are there replace themselves.',
    ar: 'إعطاء ClickHouse مجموعة استهلاك جديدة: تقرأ الموضوع من بدايته، والصفوف الموجودة تحل محل نفسها.',
  },
  warning: {
    en: 'With many records it takes a while. The new name is kept in the settings.',
    ar: 'يستغرق وقتًا إن كثرت السجلات. ويُحفظ الاسم الجديد في الإعدادات.',
  },
}
