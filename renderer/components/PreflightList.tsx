import { useTranslation } from 'react-i18next'
import { preflightSentence, remedyOf, sentenceOf } from '../../contract/messages/message'
import type { PreflightCheck } from '../../contract/snapshot'
import { useLanguage } from '../i18n/useNames'
import { StateGlyph } from './StateGlyph'
import './PreflightList.css'

const glyphs = { ok: 'ok', warn: 'warn', failed: 'fail' } as const

/** What was looked at before a start: each check in a sentence, and below it what is wrong and how to mend it. */
export function PreflightList({ checks }: { readonly checks: readonly PreflightCheck[] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <ul className="preflight" aria-label={t('preflight.title')}>
      {checks.map((check) => (
        <li key={check.id} className="preflight-check">
          <StateGlyph state={glyphs[check.state]} label={t(`glyph.${glyphs[check.state]}`)} />
          <div>
            <p>{preflightSentence(check, language)}</p>
            {check.failures.map((failure, index) => (
              <p key={index} className="preflight-failure">
                {sentenceOf(failure, language)} <span className="muted">{remedyOf(failure, language)}</span>
              </p>
            ))}
          </div>
        </li>
      ))}
    </ul>
  )
}
