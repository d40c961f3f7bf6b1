import { useTranslation } from 'react-i18next'

export function LeaderboardScreen() {
  const { t } = useTranslation()
  return <h1>{t('screens.leaderboard')}</h1>
}
