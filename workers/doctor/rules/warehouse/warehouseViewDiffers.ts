import { isSameView, targetOf } from '../../../pipeline/clickhouse/clickhouseViews'
import { defineRule } from '../../rule'
import { differenceOf } from './difference'
import { clickhouseCommand, database, errorsView, mainView, remakeView, warehouseOf } from './warehouse'

const summary = {
  en: 'Make the shipped view in its place, and read the topic again from its beginning: rows that are there already replace themselves.',
  ar: 'إنشاء العرض المطلوب مكانه ثم إعادة قراءة الموضوع من بدايته؛ والصفوف الموجودة تحل محل نفسها فلا يتكرر شيء.',
}
const warning = {
  en: 'What it left out and the topic no longer keeps, and rows that it made and should not have, a comparison (Proof) shows and mends.',
  ar: 'أما ما أغفله ولم يعد الموضوع يحتفظ به، وما أنشأه من صفوف ما كان ينبغي أن تكون، فالمقارنة (شاشة البرهان) تبينه وتصلحه.',
}

/** A view between the topic and a table is there, but says something else than sql/clickhouse: rows are left out, altered, or go elsewhere. */
export const warehouseViewDiffers = defineRule({
  id: 'warehouse_view_differs',
  breaks: ['warehouse'],
  symptomOf: ['clickhouse', 'warehouse'],
  words: {
    sentence: {
      en: 'The view {{view}} is another than the shipped one.',
      ar: 'العرض {{view}} مختلف عن العرض المطلوب.',
    },
    hurts: {
      en: 'What ClickHouse reads from the topic becomes other rows than it should, goes to another place, or is left out, and no service tells of it.',
      ar: 'ما يقرؤه ClickHouse من الموضوع يصير صفوفًا غير التي ينبغي أو يذهب إلى مكان آخر أو يُغفل، ولا تذكر ذلك أي خدمة.',
    },
    evidence: {
      target: {
        en: 'It was made with “{{found}}”; wanted is “{{wanted}}”.',
        ar: 'أُنشئ بعبارة «{{found}}» والمطلوب «{{wanted}}».',
      },
      no_target: {
        en: 'It names no table to write to; wanted is “{{wanted}}”.',
        ar: 'لا يسمي جدولًا يكتب فيه، والمطلوب «{{wanted}}».',
      },
      select: {
        en: 'Its SELECT says “{{found}}” where the shipped one says “{{wanted}}”.',
        ar: 'في استعلامه «{{found}}» حيث في المطلوب «{{wanted}}».',
      },
      more: {
        en: 'Its SELECT says in addition: “{{found}}”.',
        ar: 'في استعلامه زيادة: «{{found}}».',
      },
      less: {
        en: 'Its SELECT lacks: “{{wanted}}”.',
        ar: 'ينقص استعلامه: «{{wanted}}».',
      },
    },
    fixes: {
      remake: { summary, warning },
      replace: {
        summary,
        warning: {
          en: `Rows that this view keeps itself are deleted with it. ${warning.en}`,
          ar: `ما يحتفظ به هذا العرض في نفسه من صفوف يُحذف معه. ${warning.ar}`,
        },
      },
    },
  },
  find: (facts) => {
    const warehouse = warehouseOf(facts)
    if (warehouse === null) return []
    return [mainView, errorsView].flatMap((view) => {
      const there = warehouse.tables.find(({ name, detached }) => name === view && !detached)
      const wanted = warehouse.shippedViews.get(view)
      if (there === undefined || wanted === undefined) return []
      const found = { target: targetOf(there.view_statement), select: there.view_select }
      if (isSameView(found, wanted)) return []
      const command = clickhouseCommand(facts.endpoints, `SHOW CREATE TABLE ${database}.${view} FORMAT TSVRaw`)
      const targets = { found: found.target, wanted: wanted.target }
      const selects = differenceOf(found.select, wanted.select)
      return [
        {
          subject: view,
          severity: 'fail' as const,
          values: { view },
          evidence: [
            ...(found.target === wanted.target
              ? []
              : [
                  {
                    word: found.target === '' ? ('no_target' as const) : ('target' as const),
                    values: targets,
                    command,
                  },
                ]),
            ...(found.select === wanted.select ? [] : [{ word: wordOf(selects), values: { ...selects }, command }]),
          ],
          // A view that names no table has one of its own, which goes with it.
          fixes: found.target === '' ? (['replace'] as const) : (['remake'] as const),
        },
      ]
    })
  },
  fixes: {
    remake: { safe: true, run: remakeView, settleMs: 60_000 },
    replace: { safe: false, run: remakeView, settleMs: 60_000 },
  },
})

function wordOf({ found, wanted }: { readonly found: string; readonly wanted: string }): 'select' | 'more' | 'less' {
  if (wanted === '') return 'more'
  return found === '' ? 'less' : 'select'
}
