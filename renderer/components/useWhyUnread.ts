import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { unreadText } from '../../contract/messages/message'
import { isNotYet, type UnreadReason } from '../../contract/unread'
import { useLanguage } from '../i18n/useNames'

/** Why a value is not known, as a sentence in the window's language. Null: nothing was read yet. */
export function useWhyUnread(): (reason: UnreadReason | null) => string {
  const { t } = useTranslation()
  const language = useLanguage()
  return useCallback(
    (reason) =>
      reason === null || isNotYet(reason)
        ? t('unknown.notYet')
        : t('unknown.reason', { reason: unreadText(reason, language) }),
    [t, language],
  )
}
