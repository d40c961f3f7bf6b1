/**
 * A whole number as a person types it, in 0-9, ٠-٩ or ۰-۹; null when it is none or lies outside `from`…`to`.
 */
export function parseWhole(text: string, from: number, to: number): number | null {
  const latin = text
    .trim()
    .replaceAll(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replaceAll(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
  if (!/^\d{1,16}$/.test(latin)) return null
  const value = Number(latin)
  return value >= from && value <= to ? value : null
}
