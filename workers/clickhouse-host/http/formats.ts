/** What the HTTP side must know of ClickHouse's output formats. */

/** How many leading lines of a piece are a header that only the first piece may carry. */
export type HeaderLines = 0 | 1 | 2

/**
 * Formats whose pieces can be sent one after another: rows without a frame around them.
 * All others are formatted in one piece, within max_result_bytes.
 */
const streamed = new Map<string, HeaderLines>([
  ['JSONEachRow', 0],
  ['NDJSON', 0],
  ['JSONLines', 0],
  ['JSONStringsEachRow', 0],
  ['JSONCompactEachRow', 0],
  ['JSONCompactEachRowWithNames', 1],
  ['JSONCompactEachRowWithNamesAndTypes', 2],
  ['JSONCompactStringsEachRow', 0],
  ['JSONCompactStringsEachRowWithNames', 1],
  ['JSONCompactStringsEachRowWithNamesAndTypes', 2],
  ['TabSeparated', 0],
  ['TSV', 0],
  ['TabSeparatedRaw', 0],
  ['TSVRaw', 0],
  ['Raw', 0],
  ['TabSeparatedWithNames', 1],
  ['TSVWithNames', 1],
  ['TabSeparatedWithNamesAndTypes', 2],
  ['TSVWithNamesAndTypes', 2],
  ['CSV', 0],
  ['LineAsString', 0],
  ['RowBinary', 0],
  ['Native', 0],
  ['Null', 0],
])

/** The header of each piece of `format`, or null where pieces cannot be put together. */
export function streamedHeader(format: string): HeaderLines | null {
  return streamed.get(format) ?? null
}

/** Takes the first `lines` lines off a piece; in these formats a line break inside a value is always escaped. */
export function withoutHeader(bytes: Uint8Array, lines: HeaderLines): Uint8Array {
  let at = 0
  for (let left: number = lines; left > 0; left -= 1) at = bytes.indexOf(0x0a, at) + 1
  return bytes.subarray(at)
}

/** The Content-Type that ClickHouse sends with a format. */
export function contentType(format: string): string {
  if (/^(JSON|JSONCompact|JSONStrings|JSONColumns\w*|JSONCompactColumns|JSONObjectEachRow)$/.test(format)) {
    return 'application/json; charset=UTF-8'
  }
  if (/^(JSON\w*EachRow\w*|NDJSON|JSONLines)$/.test(format)) return 'application/x-ndjson; charset=UTF-8'
  if (format === 'CSV' || format === 'CSVWithNames' || format === 'CSVWithNamesAndTypes') {
    return `text/csv; charset=UTF-8; header=${format === 'CSV' ? 'absent' : 'present'}`
  }
  if (/^(TabSeparated|TSV)/.test(format)) return 'text/tab-separated-values; charset=UTF-8'
  if (/^(RowBinary|Native|Arrow|Parquet|ORC|Avro|MsgPack|Protobuf|BSON|Npy)/.test(format)) {
    return 'application/octet-stream'
  }
  if (format === 'XML') return 'application/xml; charset=UTF-8'
  return 'text/plain; charset=UTF-8'
}
