import { useTranslation } from 'react-i18next'
import type { PullSnapshot } from '../../contract/snapshot'
import { useFormats } from '../format/FormatsContext'
import { Card } from './Card'
import { Id } from './Id'
import './PullProgress.css'

type Layer = PullSnapshot['images'][number]['layers'][number]

/** The images that are being pulled: in total, each, and each layer as a piece of its image's bar. */
export function PullProgress({ pull }: { readonly pull: PullSnapshot }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const done = pull.images.filter((image) => image.state === 'done').length
  return (
    <Card
      title={t('pull.title')}
      meta={t('pull.total', {
        count: pull.images.length,
        done: formats.count(done),
        images: formats.count(pull.images.length),
        bytes: formats.bytes(pull.currentBytes),
        total: formats.bytes(pull.totalBytes),
      })}
      className="pull"
    >
      <ul className="pull-images">
        {pull.images.map((image) => (
          <li key={image.image} className="pull-image">
            <span className="pull-name truncate">
              <Id>{image.image}</Id>
            </span>
            <span
              className="pull-layers"
              role="progressbar"
              aria-label={image.image}
              aria-valuemin={0}
              aria-valuemax={100}
              aria-valuenow={image.totalBytes === 0 ? 0 : Math.floor((image.currentBytes / image.totalBytes) * 100)}
            >
              {image.layers.map((layer) => (
                <i key={layer.id} className={`pull-layer pull-${layer.phase}`} title={layer.id}>
                  <b style={{ inlineSize: `${shareOf(layer) * 100}%` }} />
                </i>
              ))}
            </span>
            <span className="pull-bytes">
              {t('pull.bytes', { bytes: formats.bytes(image.currentBytes), total: formats.bytes(image.totalBytes) })}
            </span>
            <span className="pull-state muted">
              {image.state === 'done'
                ? t('pull.done')
                : t('pull.layers', {
                    count: image.layers.length,
                    done: formats.count(image.layers.filter(({ phase }) => phase === 'done').length),
                    total: formats.count(image.layers.length),
                  })}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function shareOf({ phase, currentBytes, totalBytes }: Layer): number {
  if (phase === 'done') return 1
  return totalBytes === null || totalBytes === 0 ? 0 : Math.min(1, currentBytes / totalBytes)
}
