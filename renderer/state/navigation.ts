import { create } from 'zustand'

/** The screens, in the order of the rail and of the number keys. */
export const screenIds = [
  'pipeline',
  'stack',
  'topics',
  'warehouse',
  'leaderboard',
  'proof',
  'doctor',
  'lab',
  'settings',
] as const
export type ScreenId = (typeof screenIds)[number]

export type Overlay = 'none' | 'palette' | 'shortcuts'

interface NavigationState {
  readonly screen: ScreenId
  readonly overlay: Overlay
  readonly go: (screen: ScreenId) => void
  readonly show: (overlay: Overlay) => void
}

/** Which screen is open, and which overlay lies above it. */
export const useNavigation = create<NavigationState>()((set) => ({
  screen: 'pipeline',
  overlay: 'none',
  go: (screen) => set({ screen, overlay: 'none' }),
  show: (overlay) => set({ overlay }),
}))
