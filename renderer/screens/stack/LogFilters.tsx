import { X } from 'lucide-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { ToggleButton, ToggleButtonGroup, Tooltip, TooltipTrigger } from 'react-aria-components'
import { logLevelSchema } from '../../../contract/commands'
import { Button } from '../../components/Button'
import { Segmented } from '../../components/Segmented'
import { useNames } from '../../i18n/useNames'
import { isOpen, openLogFilter, type LogFilter } from './filterLogLines'
import { logSources } from './logSources'
import { SourceMark } from './SourceMark'

export interface LogFiltersProps {
  readonly filter: LogFilter
  readonly onChange: (filter: LogFilter) => void
}

/** Which sources and levels are shown. Drawn again only when the filter changes, not with every line. */
export const LogFilters = memo(function LogFilters({ filter, onChange }: LogFiltersProps) {
  const { t } = useTranslation()
  const { name } = useNames()
  return (
    <div className="logs-filters">
      <ToggleButtonGroup
        className="logs-sources"
        aria-label={t('logs.sources')}
        selectionMode="multiple"
        selectedKeys={filter.sources}
        onSelectionChange={(keys) =>
          onChange({ ...filter, sources: new Set(logSources.filter((source) => keys.has(source))) })
        }
      >
        {logSources.map((source) => (
          <TooltipTrigger key={source} delay={300}>
            <ToggleButton id={source} className="logs-source" aria-label={name(source)}>
              <SourceMark source={source} />
              <span className="logs-source-name">{name(source)}</span>
            </ToggleButton>
            <Tooltip className="tooltip">{name(source)}</Tooltip>
          </TooltipTrigger>
        ))}
      </ToggleButtonGroup>
      <Segmented
        label={t('logs.level')}
        value={filter.level}
        options={logLevelSchema.options.map((level) => ({ value: level, label: t(`logs.levels.${level}`) }))}
        onChange={(level) => onChange({ ...filter, level })}
      />
      {!isOpen(filter) && (
        <Button size="small" variant="quiet" icon={<X size={14} aria-hidden />} onPress={() => onChange(openLogFilter)}>
          {t('logs.clear')}
        </Button>
      )}
    </div>
  )
})
