import { useEffect } from 'react'
import { screens } from '../screens/screens'
import { screenIds, useNavigation } from '../state/navigation'

/** Number keys for screens, Ctrl/⌘ K for the palette, `?` for the list of keys. Physical keys: layouts differ. */
export function useShortcuts(): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const { show, go, overlay } = useNavigation.getState()
      if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.code === 'KeyK') {
        event.preventDefault()
        show(overlay === 'palette' ? 'none' : 'palette')
        return
      }
      if (event.ctrlKey || event.metaKey || event.altKey || overlay !== 'none' || isTyping(event.target)) return
      // ؟ is what the key of `?` writes on an Arabic layout.
      if (event.key === '?' || event.key === '؟') {
        event.preventDefault()
        show('shortcuts')
        return
      }
      const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1]
      if (digit === undefined || event.shiftKey) return
      const wanted = screenIds[Number(digit) - 1]
      if (wanted !== undefined && screens.some((screen) => screen.id === wanted)) {
        event.preventDefault()
        go(wanted)
      }
    }
    window.addEventListener('keydown', pressed)
    return () => window.removeEventListener('keydown', pressed)
  }, [])
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  )
}
