/**
 * A Java properties file. Values are escaped as java.util.Properties reads them (ISO 8859-1 with \uXXXX), so that a
 * data folder with any letters in its path works. Source: java.util.Properties.load.
 */
export function propertiesFile(values: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${escaped(String(value))}\n`)
    .join('')
}

function escaped(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replace(/^ /, '\\ ')
    .replaceAll('\n', '\\n')
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
