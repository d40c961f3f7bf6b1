/** What a bundle says of itself, in both languages: whoever opens it may read either. */
import type { BundlePart, MaskKind } from '../../contract/bundle'
import type { BothLanguages } from '../../contract/said'

export const bundleWords = {
  title: { en: 'Support bundle of Marsad', ar: 'حزمة دعم من مرصد' },
  made: { en: 'Made', ar: 'أُعدت' },
  nothingRuns: {
    en: 'Nothing ran on the data folder when this was made: it holds what lay there.',
    ar: 'لم يكن شيء يعمل على مجلد البيانات حين أُعدت هذه الحزمة، ففيها ما كان فيه.',
  },
  contains: { en: 'What is in it', ar: 'ما فيها' },
  missing: { en: 'What is not in it, or not whole, and why', ar: 'ما ليس فيها أو ليس كاملًا، وسببه' },
  masked: { en: 'What was masked, and how often', ar: 'ما حُجب، وعدد مراته' },
  read: {
    en: 'Passwords, tokens and personal data are masked, but looks can deceive: read it through before you pass it on. Apart from secrets, homes and values, the same mask stands for the same thing everywhere in this bundle, and for another thing in another bundle.',
    ar: 'كلمات المرور والرموز والبيانات الشخصية محجوبة، لكن قد يفلت ما لا تدل عليه هيئته: اقرأها قبل أن ترسلها. وما عدا الأسرار والمجلدات والقيم فإن الرمز الواحد يدل على الشيء نفسه في كل موضع من هذه الحزمة، وعلى شيء آخر في حزمة أخرى.',
  },
} as const satisfies Record<string, BothLanguages>

/** Each part with the name of its file. */
export const partWords = {
  findings: { file: 'findings.txt', en: 'what the doctor finds, with its evidence', ar: 'ما يجده الطبيب وأدلته' },
  snapshot: {
    file: 'snapshot.json',
    en: 'what the console knows of stack, workers and pipeline',
    ar: 'ما تعرفه الوحدة عن الحزمة والعمال وخط الأنابيب',
  },
  connector: {
    file: 'connector.json',
    en: 'the connector’s configuration and status, as Kafka Connect tells them',
    ar: 'إعدادات الموصل وحالته كما يقولهما Kafka Connect',
  },
  settings: { file: 'settings.json', en: 'the settings, as they are stored', ar: 'الإعدادات كما هي محفوظة' },
  secrets: {
    file: 'secrets.json',
    en: 'where each password would come from; none of them itself',
    ar: 'من أين تأتي كل كلمة مرور، دون أي منها',
  },
  actions: { file: 'actions.jsonl', en: 'the fixes that were applied', ar: 'الإصلاحات التي طُبقت' },
  versions: { file: 'versions.json', en: 'versions and this machine', ar: 'الإصدارات وهذا الجهاز' },
  environment: {
    file: 'environment.json',
    en: 'the environment variables that matter to Marsad',
    ar: 'متغيرات البيئة التي تهم مرصد',
  },
  logs: {
    file: 'logs/console.log',
    en: 'the newest lines of all services and workers',
    ar: 'أحدث سطور السجل من الخدمات والعمال كلهم',
  },
} as const satisfies Record<BundlePart, BothLanguages & { readonly file: string }>

export const maskWords = {
  secret: { en: 'passwords, tokens and keys', ar: 'كلمات مرور ورموز ومفاتيح' },
  person: { en: 'users of events', ar: 'مستخدمو الأحداث' },
  id: { en: 'UUIDs', ar: 'معرفات UUID' },
  email: { en: 'e-mail addresses', ar: 'عناوين بريد إلكتروني' },
  address: { en: 'IP addresses beyond this machine', ar: 'عناوين IP خارج هذا الجهاز' },
  value: { en: 'values of messages and rows, and titles', ar: 'قيم رسائل وصفوف، وعناوين مواد' },
  home: { en: 'home folders', ar: 'مجلدات المنزل' },
} as const satisfies Record<MaskKind, BothLanguages>
