/** What an empty database is given, so that a first start has something to show. Titles are our own. */
import { createHash } from 'node:crypto'
import type { ContentType } from '../../contract/pipeline'

export interface SampleContent {
  readonly id: string
  readonly slug: string
  readonly title: string
  readonly contentType: ContentType
  /** Null: not known, so its events have no ratio. */
  readonly lengthSeconds: number | null
  /** RFC 3339 instant. */
  readonly publishedAt: string
}

type Row = readonly [title: string, slug: string, minutes: number | null, publishedOn: string]

const podcasts: readonly Row[] = [
  ['قهوة الصباح مع البيانات', 'qahwat-al-sabah', 27.5, '2026-09-02'],
  ['حكايات من الميناء القديم', 'hikayat-al-mina', 46.2, '2026-08-14'],
  ['The Quiet Server Room', 'quiet-server-room', 38.4, '2026-10-05'],
  ['على ضفاف النص', 'ala-difaf-al-nass', 52.1, '2026-07-21'],
  ['Maps We Forgot to Draw', 'maps-we-forgot', 41.7, '2026-06-30'],
  ['دقيقة قبل النوم', 'daqiqa-qabl-al-nawm', 9.3, '2026-11-01'],
  ['Nine Rivers, One Story', 'nine-rivers', 63.8, '2026-05-18'],
  ['مجلس المهندسين', 'majlis-al-muhandisin', 71.4, '2026-10-19'],
  ['Letters from the Night Train', 'night-train-letters', 33.9, '2026-09-27'],
  ['خرائط الذاكرة', 'kharait-al-dhakira', 44.6, '2026-08-03'],
  ['Small Cities, Big Kitchens', 'small-cities-kitchens', 29.2, '2026-10-28'],
  ['صوت النخيل', 'sawt-al-nakhil', 36.8, '2026-07-09'],
  ['The Long Way to Zero', 'long-way-to-zero', 57.3, '2026-11-10'],
  ['فصول من سيرة المدينة', 'fusul-sirat-al-madina', 48.9, '2026-06-12'],
  ['Field Notes on Patience', 'field-notes-patience', 24.7, '2026-09-15'],
  ['أسئلة لا تنام', 'asila-la-tanam', 39.5, '2026-11-15'],
  ['Borrowed Instruments', 'borrowed-instruments', 31.1, '2026-08-22'],
  ['تحت سماء الصحراء', 'tahta-sama-al-sahra', 55.6, '2026-04-26'],
  ['Two Chairs and a Microphone', 'two-chairs', 68.2, '2026-10-11'],
  ['رحلة مع الحرف العربي', 'rihlat-al-harf', 42.3, '2026-05-07'],
  ['The Lighthouse Keepers', 'lighthouse-keepers', 35.0, '2026-07-30'],
  ['ما وراء العدسة', 'ma-wara-al-adasa', 28.6, '2026-11-18'],
]

const newsletters: readonly Row[] = [
  ['نشرة الأسبوع التقني', 'nashrat-al-usbu', 6.5, '2026-11-20'],
  ['The Sunday Ledger', 'sunday-ledger', 8.2, '2026-11-15'],
  ['رسائل من المختبر', 'rasail-min-al-mukhtabar', 5.1, '2026-11-12'],
  ['Five Charts Before Coffee', 'five-charts', 3.8, '2026-11-21'],
  ['بريد القراء', 'barid-al-qurra', 4.4, '2026-11-08'],
  ['Slow Weather Report', 'slow-weather', 7.0, '2026-11-05'],
  ['زاوية الاقتصاد الصغير', 'zawiyat-al-iqtisad', 6.1, '2026-10-30'],
  ['Notes for New Parents', 'notes-new-parents', 4.9, '2026-10-25'],
  ['كلمة ومعنى', 'kalima-wa-mana', 2.7, '2026-11-22'],
  ['The Open Toolbox', 'open-toolbox', 9.6, '2026-10-18'],
  ['دفتر السفر', 'daftar-al-safar', 7.7, '2026-10-14'],
  ['Margins and Footnotes', 'margins-footnotes', null, '2026-10-09'],
  ['خلاصة البحث', 'khulasat-al-bahth', 8.8, '2026-10-02'],
  ['A Garden on the Roof', 'garden-on-the-roof', 5.5, '2026-09-24'],
  ['مفكرة المصمم', 'mufakkirat-al-musammim', null, '2026-09-18'],
  ['The Morning Delta', 'morning-delta', 4.0, '2026-11-23'],
  ['أوراق في الصحة', 'awraq-fi-al-sihha', 6.9, '2026-09-10'],
  ['Quarterly Questions', 'quarterly-questions', 11.2, '2026-09-01'],
]

const videos: readonly Row[] = [
  ['كيف تُبنى المدن الذكية؟', 'kayfa-tubna-al-mudun', 14.3, '2026-11-09'],
  ['Restoring a Hundred-Year Clock', 'hundred-year-clock', 22.6, '2026-10-21'],
  ['طبخات من بيت جدتي', 'tabakhat-bayt-jaddati', 11.8, '2026-11-17'],
  ['Inside a Paper Mill', 'inside-a-paper-mill', 17.4, '2026-09-29'],
  ['أسرار الخط الكوفي', 'asrar-al-khatt-al-kufi', 19.1, '2026-10-07'],
  ['The Physics of a Football', 'physics-of-a-football', 12.2, '2026-11-13'],
  ['درس في العود للمبتدئين', 'dars-fi-al-oud', 26.9, '2026-08-27'],
  ['Walking the Old Aqueduct', 'walking-the-aqueduct', 31.5, '2026-07-16'],
  ['تجارب علمية في المطبخ', 'tajarib-fi-al-matbakh', 8.7, '2026-11-19'],
  ['Seven Days Without a Map', 'seven-days-no-map', 43.2, '2026-06-23'],
  ['عمارة الطين: بيوت تتنفس', 'imarat-al-tin', 24.8, '2026-09-05'],
  ['How Streams Find the Sea', 'how-streams-find-the-sea', 16.0, '2026-10-16'],
  ['سباق الهجن من الداخل', 'sibaq-al-hijn', 20.4, '2026-08-09'],
  ['One Chair, Three Woods', 'one-chair-three-woods', 28.1, '2026-11-03'],
  ['نجوم الليل فوق العلا', 'nujum-al-layl', 13.6, '2026-10-26'],
  ['The Bread Experiment', 'bread-experiment', 9.9, '2026-11-11'],
  ['رسم المنظور خطوة بخطوة', 'rasm-al-manzur', 18.3, '2026-09-13'],
  ['A Radio from Spare Parts', 'radio-from-spare-parts', 33.7, '2026-07-25'],
  ['حرفة صناعة السفن', 'sinaat-al-sufun', 37.2, '2026-05-29'],
  ['Ten Minutes of Rain', 'ten-minutes-of-rain', 10.0, '2026-11-06'],
]

/** A UUID that depends on the slug only (RFC 9562 version 8), so that inserting twice is harmless. */
function contentId(slug: string): string {
  const hex = createHash('sha256').update(`marsad sample content ${slug}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-9${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const built = (contentType: ContentType, rows: readonly Row[]): SampleContent[] =>
  rows.map(([title, slug, minutes, publishedOn]) => ({
    id: contentId(slug),
    slug,
    title,
    contentType,
    lengthSeconds: minutes === null ? null : Math.round(minutes * 60),
    publishedAt: `${publishedOn}T06:00:00Z`,
  }))

export const sampleContent: readonly SampleContent[] = [
  ...built('podcast', podcasts),
  ...built('newsletter', newsletters),
  ...built('video', videos),
]
