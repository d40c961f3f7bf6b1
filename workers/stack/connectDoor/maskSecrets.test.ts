import { expect, it } from 'vitest'
import { mask, maskSecrets } from './maskSecrets'

it('masks what is named a secret, at any depth, and nothing else', () => {
  const config = {
    name: 'x',
    'database.user': 'dbz',
    'database.password': 'dbz',
    'producer.override.sasl.jaas.config': 'X required password="p";',
    'ssl.keystore.key': 'PEM',
    'key.converter': 'Json',
    'transforms.eventKey.field': 'content_id',
  }
  const masked = {
    ...config,
    'database.password': mask,
    'producer.override.sasl.jaas.config': mask,
    'ssl.keystore.key': mask,
  }
  expect(maskSecrets(config)).toEqual(masked)
  expect(maskSecrets([{ id: { connector: 'x', task: 0 }, config }])).toEqual([
    { id: { connector: 'x', task: 0 }, config: masked },
  ])
  expect(maskSecrets({ x: { info: { config } } })).toEqual({ x: { info: { config: masked } } })
  expect(maskSecrets({ 'a.password': { user: 'u', password: 'p' }, 'b.token': 7 })).toEqual({
    'a.password': { user: 'u', password: mask },
    'b.token': mask,
  })
})
