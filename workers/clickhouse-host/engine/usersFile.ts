import { lockedSettings } from '../access/settings'
import { roles } from '../access/role'

/** Rights to what is no database: none of FILE, URL, REMOTE, S3, HDFS, MYSQL, POSTGRES, ODBC, JDBC, …: a source reaches out of the engine. */
const readerGrants = ['GRANT SELECT, SHOW, CHECK ON *.*', 'GRANT CREATE TEMPORARY TABLE ON *.*']

/** What a table or view can be changed by. Left out: FREEZE, FETCH, EXECUTE and REWRITE, which touch files or other servers. */
const changes = [
  'ALTER UPDATE, ALTER DELETE, ALTER COLUMN, ALTER MODIFY COMMENT, ALTER ORDER BY, ALTER SAMPLE BY, ALTER INDEX, ALTER STATISTICS',
  'ALTER PROJECTION, ALTER CONSTRAINT, ALTER TTL, ALTER MATERIALIZE TTL, ALTER SETTINGS, ALTER MOVE PARTITION',
  'ALTER VIEW MODIFY QUERY, ALTER VIEW MODIFY REFRESH',
]
const own = ['analytics', 'default']
const writerGrants = own.flatMap((database) => [
  `GRANT INSERT, CREATE TABLE, CREATE VIEW, DROP TABLE, DROP VIEW, UNDROP TABLE, TRUNCATE, OPTIMIZE ON ${database}.*`,
  ...changes.map((change) => `GRANT ${change} ON ${database}.*`),
])

const grants = {
  reader: readerGrants,
  published: [...readerGrants, ...writerGrants, 'GRANT CREATE DATABASE ON analytics.*'],
  console: [
    ...readerGrants,
    ...writerGrants,
    'GRANT CREATE DATABASE, DROP DATABASE ON analytics.*',
    'GRANT KAFKA, KILL QUERY, SYSTEM MERGES ON *.*',
    'GRANT TABLE ENGINE ON Kafka',
  ],
}

export const element = (name: string, content: string): string => `<${name}>${content}</${name}>`

/**
 * The engine's users: the one that every session has by itself, with no rights but those of its roles. A session of the host takes one
 * role before the statement; one that takes none has all of them. Access of views and of what runs in the background is theirs as well.
 * Source: ClickHouse's manual, pages on users.xml and on GRANT.
 */
export function usersFile(): string {
  const values = Object.entries(lockedSettings).flatMap(([name, value]) => (value === null ? [] : element(name, value)))
  const constraints = Object.keys(lockedSettings).map((name) => element(name, '<readonly/>'))
  const roleElements = Object.entries(roles).map(([role, name]) =>
    element(
      name,
      element(
        'grants',
        grantsOf(role)
          .map((grant) => element('query', grant))
          .join(''),
      ),
    ),
  )
  const user = [
    '<no_password/>',
    '<networks><ip>::1</ip><ip>127.0.0.1</ip></networks>',
    '<profile>default</profile><quota>default</quota>',
    element('grants', element('query', `GRANT ${Object.values(roles).join(', ')}`)),
  ]
  return `<clickhouse>
  ${element('profiles', element('default', [...values, element('constraints', constraints.join(''))].join('\n')))}
  <quotas><default/></quotas>
  ${element('roles', roleElements.join('\n'))}
  ${element('users', element('default', user.join('')))}
</clickhouse>
`
}

function grantsOf(role: string): readonly string[] {
  return Object.entries(grants).find(([name]) => name === role)?.[1] ?? []
}
