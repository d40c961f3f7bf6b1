import { useState } from 'react'
import { Archive } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { SavedBundle } from '../../../contract/bundle'
import { Button } from '../../components/Button'
import { useFormats } from '../../format/FormatsContext'
import { runCommand } from '../../state/runCommand'

/** Saves a support bundle where the person says, and tells what became of it. */
export function BundleButton() {
  const { t } = useTranslation()
  const formats = useFormats()
  const [pending, setPending] = useState(false)
  const [saved, setSaved] = useState<SavedBundle | null>(null)
  const save = async (): Promise<void> => {
    setPending(true)
    const done = await runCommand('bundle.save', {})
    setPending(false)
    if (done !== null && done.value !== null) setSaved(done.value)
  }
  return (
    <>
      <span role="status" className="bundle-saved muted small">
        {saved !== null && (
          <>
            {t('doctor.bundleSaved', { size: formats.bytes(saved.bytes), n: formats.count(saved.masked.secret) })}{' '}
            <bdi>{saved.path}</bdi>
          </>
        )}
      </span>
      <Button size="small" icon={<Archive size={14} aria-hidden />} isDisabled={pending} onPress={() => void save()}>
        {t('doctor.bundle')}
      </Button>
    </>
  )
}
