import { useTranslation } from 'react-i18next'

export function PipelineScreen() {
  const { t } = useTranslation()
  return <h1>{t('screens.pipeline')}</h1>
}
