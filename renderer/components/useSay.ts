import { useMemo } from 'react'
import { failureInWords, unreadText } from '../../contract/messages/message'
import { sayIn, type Figures, type Said } from '../../contract/said'
import { useFormats } from '../format/FormatsContext'
import { useLanguage, useNames } from '../i18n/useNames'

/** What the doctor and the fault lab say, in the window's language and with its numbers. */
export function useSay(): (said: Said) => string {
  const formats = useFormats()
  const language = useLanguage()
  const { name } = useNames()
  return useMemo(() => {
    const figures: Figures = {
      count: formats.count,
      duration: formats.duration,
      bytes: formats.bytes,
      name,
      failure: (failure) => failureInWords(failure, language),
      unread: (reason) => unreadText(reason, language),
    }
    return (said) => sayIn(said, language, figures)
  }, [formats, language, name])
}
