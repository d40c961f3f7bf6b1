import { connectorName, publication } from '../../../contract/pipeline'
import { httpText } from '../../clients/httpText'
import { ConnectRefusal } from '../../clients/connect/connectRest'
import type { Fault } from '../fault'

const dropPublication: Fault = {
  id: 'drop-publication',
  kind: 'drop',
  hop: 'postgres',
  process: null,
  rules: ['publication_missing'],
  passes: false,
  words: {
    title: { en: 'Drop: the publication', ar: 'حذف: المنشور (publication)' },
    does: { en: `Drops ${publication} in Postgres.`, ar: `يحذف ${publication} من Postgres.` },
    expect: {
      en: 'Postgres cannot decode its log for the connector any more. Healing makes it again and lets the connector read both tables anew: what arrived before counts once.',
      ar: 'لا يستطيع Postgres بعده فك سجله للموصل. يعيد العلاج إنشاءه ثم يقرأ الموصل الجدولين من أولهما، وما وصل من قبل لا يُحسب مرتين.',
    },
  },
  inject: async ({ services, remember }) => {
    // Changes of the time without it cannot be decoded, so a new one alone is not enough: the doctor's own fix knows the way.
    await remember({ kind: 'fix', finding: `publication_missing/${publication}`, fix: 'read_anew' })
    await services.pool.query(`DROP PUBLICATION ${publication}`)
  },
}

const dropConnector: Fault = {
  id: 'drop-connector',
  kind: 'drop',
  hop: 'connect',
  process: null,
  rules: ['connector_missing'],
  passes: false,
  words: {
    title: { en: 'Drop: the connector', ar: 'حذف: الموصل' },
    does: { en: `Deletes ${connectorName} in Kafka Connect.`, ar: `يحذف ${connectorName} من Kafka Connect.` },
    expect: {
      en: 'No change leaves Postgres. The place it had come to is kept: made again, it goes on from there.',
      ar: 'لا يغادر أي تغيير Postgres. ويُحفظ الموضع الذي بلغه: إذا أُنشئ من جديد واصل منه.',
    },
  },
  inject: async ({ services, remember, signal }) => {
    await remember({ kind: 'prepare', step: 'prepare_connector' })
    const answer = await httpText(services.endpoints.connect, 'DELETE', `/connectors/${connectorName}`, signal)
    if (!answer.ok) throw new ConnectRefusal(answer.status, answer.text)
  },
}

const view = 'mv_engagement_enriched'
const dropView: Fault = {
  id: 'drop-view',
  kind: 'drop',
  hop: 'clickhouse',
  process: null,
  rules: ['warehouse_view_missing'],
  passes: false,
  words: {
    title: { en: 'Drop: ClickHouse’s materialized view', ar: 'حذف: العرض المادي في ClickHouse' },
    does: { en: `Drops ${view}, which fills the table.`, ar: `يحذف ${view} الذي يملأ الجدول.` },
    expect: {
      en: 'No new row appears in ClickHouse, without an error anywhere. Healing makes it again, and what it missed is read again.',
      ar: 'لا يظهر صف جديد في ClickHouse، بلا خطأ في أي مكان. يعيد العلاج إنشاءه ثم يُقرأ ما فاته.',
    },
  },
  inject: async ({ services, remember }) => {
    await remember({ kind: 'prepare', step: 'prepare_clickhouse' })
    await services.clickhouse(`DROP VIEW analytics.${view} SYNC`)
  },
}

export const drops: readonly Fault[] = [dropPublication, dropConnector, dropView]
