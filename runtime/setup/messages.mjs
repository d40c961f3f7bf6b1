import { terminalLanguage } from './language.mjs'

const en = {
  // Steps: what each brings.
  'step.node': 'Node',
  'step.npm': 'npm packages',
  'step.brought': 'programs from the registries',
  'step.system': 'system packages',
  'step.account': 'account of the services',
  'step.java': 'Java',
  'step.redis': 'Redis',
  'step.kafka': 'Kafka and Connect',
  'step.debezium': 'Debezium',
  'step.postgres': 'Postgres',
  'step.electron': 'Electron',
  'step.archives': 'class data archives of Kafka and Connect',
  'step.build': 'build',
  'step.images': 'images of the Docker tests',

  'state.present': 'there',
  'state.working': 'working',
  'state.done': 'done',
  'state.failed': 'failed',
  'note.total': 'Set-up finished in {seconds} s; everything lies in {folder}',
  'note.wait-lock': 'Another set-up (process {pid}) is at work; waiting for it.',
  'note.no-display': 'No display here: the pipeline runs in this terminal instead. Ctrl-C stops it.',
  'note.no-sandbox':
    "Running as root: Chromium's sandbox cannot work for root, so the window starts with --no-sandbox. Use an ordinary user for daily work.",
  'note.arguments-ignored':
    'Ignored: {args}. npm start takes --data DIR, --disable-gpu, --ozone-platform=… and --force-device-scale-factor=….',
  'note.archives-failed':
    'The class data archives could not be built ({reason}). Everything works without them; Kafka and Connect only start some seconds slower.',
  'note.not-brought': 'Without root, set-up brings {what} itself; here it cannot ({reason}).',
  'note.electron-unreachable':
    'The electron package could not bring its own runtime ({reason}); Electron {fallback} from the package registry is used instead. It is out of support: holes that are found in it stay open. A start tries again after a day, or at once without {stamp}.',

  // Failures: what is wrong, then what to do.
  'node-too-old': 'Node {found} is too old: install Node {wanted} or newer and run this again.',
  'npm-failed':
    'npm could not install the packages ({reason}). Check the connection to the package registry and run this again: what is already there is kept.',
  'packages-missing':
    'Some system packages are missing. Install them with this one line, then run this again:\n\n  {line}\n',
  'packages-failed': 'apt-get could not install {packages} ({reason}). Put that right and run this again.',
  'java-missing': 'Java {wanted} or newer is missing. Install a Java runtime, then run this again.',
  'java-too-old':
    'Java {found} at {path} is too old: Kafka needs Java {wanted} or newer. Install it, point JAVA_HOME at it, and run this again.',
  'maven-missing': 'Maven (mvn) is missing. Install it, then run this again.',
  'download-cut':
    'The download of {what} was cut short ({reason}). Run this again: it continues with this part, the finished ones stay.',
  'jars-cut':
    'The download of {what} was cut short ({reason}). Run this again. Behind a proxy or a mirror install Maven (mvn) first: it reads their settings.',
  'checksum-wrong':
    'The checksum of {what} is wrong, so it was thrown away. Run this again; if it happens twice, do not trust the registry or proxy in between.',
  'jar-changed':
    'The jar {file} of {what} is not the one that runtime/jars.json names: its SHA-256 differs, so nothing of it was kept. Delete it from your Maven repository (~/.m2/repository) and run this again; if it happens twice, do not trust the registry, mirror or proxy in between.',
  'jars-other':
    '{what} brings other jars than runtime/jars.json names: {files}. Nothing of it was kept. If you changed runtime/pom.xml, run npm run checksums and review the difference; else get the repository again.',
  'disk-full': 'The disk of {path} is full. Free some space (about 1.5 GB is needed in all) and run this again.',
  'no-permission':
    'No permission to write {path}. Make that folder yours, or name another with MARSAD_RUNTIME, and run this again.',
  'account-blocked':
    'The account marsad, which runs the services for root, cannot reach {path}. Name a folder that everyone can read with MARSAD_RUNTIME, and run this again.',
  'account-missing':
    'Root runs the services as the account marsad, and it could not be made ({reason}). Add it (useradd --system marsad), then run this again.',
  'platform-unsupported':
    'There is no {what} for {platform}-{arch}. Marsad runs on Linux (x64, arm64), macOS and Windows (x64).',
  'electron-failed':
    'The Electron runtime could not be brought ({reason}). Check the connection and run this again, or use the terminal: npm run marsad -- up',
  'redis-missing': 'No redis-server was found. Install Redis, then run this again.',
  'redis-too-old':
    'Redis {found} at {path} is too old: before {wanted}.0 every client may write files and load code. Install Redis {wanted} or newer, then run this again.',
  'redis-broken': 'The Redis server at {path} does not start ({reason}). Install Redis again, then run this again.',
  'sandbox-kernel':
    'The kernel of this system lets no ordinary user make user namespaces, which the sandbox of the window needs. An administrator can allow it with this line in a file of /etc/sysctl.d:\n\n  {line}\n\nWithout it, run the pipeline in the terminal: npm run marsad -- up',
  'sandbox-apparmor':
    'AppArmor on this system lets no ordinary user make user namespaces, which the sandbox of the window needs. An administrator can allow it for this program alone with the profile below: store it as {path}, then run: sudo apparmor_parser -r {path}\n\n{profile}\nWithout it, run the pipeline in the terminal: npm run marsad -- up',
  'dev-needs-display':
    'npm run dev needs a display: set DISPLAY or WAYLAND_DISPLAY. Without one, npm start runs the pipeline in the terminal.',
  'dev-only': 'This file is started by npm run dev alone.',
  'build-failed': 'The build failed; the lines above say where. Nothing was started.',
  interrupted: 'Stopped. Run this again: it continues where it was.',
  unexpected: 'Set-up failed in a way it does not know: {reason}',

  // npm test
  'test.crashed': '{name} ended without results (exit code {code}): counted as one failure.',
  'test.ended-badly': '{name} ended badly (exit code {code}) though no test of it failed: what it said stands above.',
  'test.failures': 'What failed, once more:',
  'test.needs-build': 'Not run: there is no build to test.',
  'test.images-beside': 'The images of the Docker tests are built beside the other parts.',
  'test.unknown-part': 'There is no part {part}. Parts: {parts}',
  'docker.own-engine': 'No Docker engine answers at {address}: one of its own is started for these tests.',
  'docker.skipped': 'Skipped: {count} tests on a Docker engine; {reason}.',
  'docker.not-root': 'root alone can make their images and start an engine: sudo npm run test:docker',
  'docker.not-linux': 'their images are made on Linux',
  'docker.not-debian': 'their images are made on Debian or Ubuntu',
  'docker.not-installed': 'their packages start services of the system, so install them yourself: {line}',
  'docker.all-taken': '{most} runs of these tests are at work already',
  'docker.not-up': 'dockerd did not come up; its last lines:\n{lines}',
}

/** @typedef {keyof typeof en} MessageKey */

/** @type {Record<MessageKey, string>} */
const ar = {
  'step.node': 'Node',
  'step.npm': 'حزم npm',
  'step.brought': 'برامج من السجلات',
  'step.system': 'حزم النظام',
  'step.account': 'حساب الخدمات',
  'step.java': 'Java',
  'step.redis': 'Redis',
  'step.kafka': 'Kafka وConnect',
  'step.debezium': 'Debezium',
  'step.postgres': 'Postgres',
  'step.electron': 'Electron',
  'step.archives': 'أرشيفا الأصناف لـ Kafka وConnect',
  'step.build': 'البناء',
  'step.images': 'صور اختبارات Docker',

  'state.present': 'موجود',
  'state.working': 'قيد العمل',
  'state.done': 'تمّ',
  'state.failed': 'فشل',
  'note.total': 'انتهى الإعداد في {seconds} ث؛ كل شيء في {folder}',
  'note.wait-lock': 'إعداد آخر (العملية {pid}) يعمل الآن؛ ننتظره.',
  'note.no-display': 'لا شاشة هنا: سيعمل خط المعالجة في هذه الطرفية. أوقفه بـ Ctrl-C.',
  'note.no-sandbox':
    'التشغيل بحساب الجذر: صندوق Chromium الرملي لا يعمل له، فتُفتح النافذة بالخيار ‎--no-sandbox. استعمل حسابًا عاديًا للعمل اليومي.',
  'note.arguments-ignored':
    'تم تجاهل: {args}. يقبل npm start الخيارات ‎--data DIR و‎--disable-gpu و‎--ozone-platform=… و‎--force-device-scale-factor=….',
  'note.archives-failed':
    'تعذّر بناء أرشيفي الأصناف ({reason}). كل شيء يعمل بدونهما، لكن Kafka وConnect يبدآن أبطأ ببضع ثوانٍ.',
  'note.not-brought': 'من دون حساب الجذر يجلب الإعداد {what} بنفسه، وتعذّر ذلك هنا ({reason}).',
  'note.electron-unreachable':
    'لم تستطع حزمة electron جلب نسختها ({reason})؛ يُستعمل Electron {fallback} من سجل الحزم بدلًا منها. وهو خارج الدعم: تبقى ثغراته المعروفة مفتوحة. يُعاد المحاولة بعد يوم، أو فورًا إذا حُذف {stamp}.',

  'node-too-old': 'إصدار Node‏ {found} قديم: ثبّت Node {wanted} أو أحدث ثم أعد التشغيل.',
  'npm-failed': 'تعذّر على npm تثبيت الحزم ({reason}). تحقّق من الاتصال بسجل الحزم ثم أعد التشغيل؛ ما أُنجز محفوظ.',
  'packages-missing': 'بعض حزم النظام ناقصة. ثبّتها بهذا السطر ثم أعد التشغيل:\n\n  {line}\n',
  'packages-failed': 'تعذّر على apt-get تثبيت {packages} ({reason}). أصلح ذلك ثم أعد التشغيل.',
  'java-missing': 'Java {wanted} أو أحدث غير موجودة. ثبّت بيئة تشغيل Java ثم أعد التشغيل.',
  'java-too-old':
    'إصدار Java‏ {found} في {path} قديم: يحتاج Kafka إلى Java {wanted} أو أحدث. ثبّتها ووجّه JAVA_HOME إليها ثم أعد التشغيل.',
  'maven-missing': 'Maven ‏(mvn) غير موجود. ثبّته ثم أعد التشغيل.',
  'download-cut': 'انقطع تنزيل {what} ({reason}). أعد التشغيل: يُكمل من هذا الجزء ويبقى ما اكتمل.',
  'jars-cut':
    'انقطع تنزيل {what} ({reason}). أعد التشغيل. وخلف وسيط أو مرآة ثبّت Maven ‏(mvn) أولًا فهو يقرأ إعداداتهما.',
  'checksum-wrong': 'مجموع التحقق لـ {what} خاطئ فأُلغي. أعد التشغيل؛ وإن تكرر فلا تثق بالسجل أو الوسيط.',
  'jar-changed':
    'الملف {file} من {what} ليس الذي يسمّيه runtime/jars.json: مجموع SHA-256 مختلف، فلم يُحفظ منه شيء. احذفه من مستودع Maven عندك (‎~/.m2/repository) ثم أعد التشغيل؛ وإن تكرر فلا تثق بالسجل أو المرآة أو الوسيط.',
  'jars-other':
    'جلب {what} ملفات غير التي يسمّيها runtime/jars.json:‏ {files}. لم يُحفظ منها شيء. إن كنت غيّرت runtime/pom.xml فشغّل npm run checksums وراجع الفرق، وإلا فأعد جلب المستودع.',
  'disk-full': 'قرص {path} ممتلئ. أفرغ مساحة (نحو 1.5 غيغابايت في المجموع) ثم أعد التشغيل.',
  'no-permission': 'لا إذن بالكتابة في {path}. اجعل المجلد لك أو سمِّ غيره بـ MARSAD_RUNTIME ثم أعد التشغيل.',
  'account-blocked':
    'لا يصل الحساب marsad الذي يشغّل الخدمات لحساب الجذر إلى {path}. سمِّ مجلدًا يقرؤه الجميع بـ MARSAD_RUNTIME ثم أعد التشغيل.',
  'account-missing':
    'تعمل الخدمات لحساب الجذر بالحساب marsad، وتعذّر إنشاؤه ({reason}). أضفه (useradd --system marsad) ثم أعد التشغيل.',
  'platform-unsupported':
    'لا يوجد {what} لـ {platform}-{arch}. يعمل مرصد على Linux ‏(x64، arm64) وmacOS وWindows ‏(x64).',
  'electron-failed':
    'تعذّر جلب Electron ({reason}). تحقّق من الاتصال ثم أعد التشغيل، أو استعمل الطرفية: npm run marsad -- up',
  'redis-missing': 'لم يُعثر على redis-server. ثبّت Redis ثم أعد التشغيل.',
  'redis-too-old':
    'إصدار Redis‏ {found} في {path} قديم: قبل {wanted}.0 يستطيع كل عميل كتابة ملفات وتحميل شيفرة. ثبّت Redis {wanted} أو أحدث ثم أعد التشغيل.',
  'redis-broken': 'خادم Redis في {path} لا يعمل ({reason}). أعد تثبيت Redis ثم أعد التشغيل.',
  'sandbox-kernel':
    'لا تسمح نواة هذا النظام لمستخدم عادي بإنشاء نطاقات أسماء المستخدمين (user namespaces) التي يحتاج إليها عزل النافذة. يستطيع مدير النظام السماح بها بهذا السطر في ملف داخل /etc/sysctl.d:\n\n  {line}\n\nمن دونه شغّل خط الأنابيب في الطرفية: npm run marsad -- up',
  'sandbox-apparmor':
    'يمنع AppArmor في هذا النظام المستخدم العادي من إنشاء نطاقات أسماء المستخدمين (user namespaces) التي يحتاج إليها عزل النافذة. يستطيع مدير النظام السماح بها لهذا البرنامج وحده بالملف أدناه: يُحفظ باسم {path} ثم يُنفَّذ الأمر: sudo apparmor_parser -r {path}\n\n{profile}\nمن دونه شغّل خط الأنابيب في الطرفية: npm run marsad -- up',
  'dev-needs-display':
    'يحتاج npm run dev إلى شاشة: عيّن DISPLAY أو WAYLAND_DISPLAY. وبدونها يشغّل npm start خط المعالجة في الطرفية.',
  'dev-only': 'لا يشغّل هذا الملف إلا npm run dev.',
  'build-failed': 'فشل البناء؛ السطور أعلاه تبيّن الموضع. لم يبدأ شيء.',
  interrupted: 'توقّف. أعد التشغيل: يُكمل من حيث وقف.',
  unexpected: 'فشل الإعداد بصورة لا يعرفها: {reason}',

  'test.crashed': 'انتهى {name} بلا نتائج (رمز الخروج {code}): يُحسب إخفاقًا واحدًا.',
  'test.ended-badly': 'انتهى {name} نهاية سيئة (رمز الخروج {code}) مع أن كل اختباراته نجحت: ما قاله مذكور أعلاه.',
  'test.failures': 'ما أخفق، مرة أخرى:',
  'test.needs-build': 'لم يُشغَّل: لا بناء ليُختبر.',
  'test.images-beside': 'تُبنى صور اختبارات Docker إلى جانب الأجزاء الأخرى.',
  'test.unknown-part': 'لا يوجد جزء باسم {part}. الأجزاء: {parts}',
  'docker.own-engine': 'لا يجيب محرّك Docker على {address}: يُشغَّل محرّك خاص بهذه الاختبارات.',
  'docker.skipped': 'تُركت {count} من الاختبارات على محرّك Docker؛ {reason}.',
  'docker.not-root': 'لا يصنع صورها ولا يشغّل محرّكًا لها إلا حساب الجذر:‏ sudo npm run test:docker',
  'docker.not-linux': 'صورها تُصنع على Linux',
  'docker.not-debian': 'صورها تُصنع على Debian أو Ubuntu',
  'docker.not-installed': 'حزمها تشغّل خدمات في النظام، فثبّتها بنفسك:‏ {line}',
  'docker.all-taken': 'تعمل الآن {most} تشغيلات لهذه الاختبارات',
  'docker.not-up': 'لم يعمل dockerd، وهذه أسطره الأخيرة:\n{lines}',
}

const catalogue = { en, ar }

/**
 * A sentence of the set-up in the terminal's language, `{name}` replaced by values.
 * @param {MessageKey} key
 * @param {Readonly<Record<string, string | number>>} [values]
 * @param {import('./language.mjs').Language} [language]
 */
export function say(key, values = {}, language = terminalLanguage(process.env)) {
  return catalogue[language][key].replace(/\{(\w+)\}/g, (whole, /** @type {string} */ name) => {
    const value = values[name]
    return value === undefined ? whole : String(value)
  })
}
