/** The menu: copying and pasting, zoom, and in development the tools. Commands of the pipeline live in the window. */
import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { MessageLanguage } from '../../contract/messages/message'

type Role = NonNullable<MenuItemConstructorOptions['role']>

const labels = {
  en: {
    edit: 'Edit',
    view: 'View',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select all',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    resetZoom: 'Actual size',
    togglefullscreen: 'Full screen',
  },
  ar: {
    edit: 'تحرير',
    view: 'عرض',
    undo: 'تراجع',
    redo: 'إعادة',
    cut: 'قص',
    copy: 'نسخ',
    paste: 'لصق',
    selectAll: 'تحديد الكل',
    zoomIn: 'تكبير',
    zoomOut: 'تصغير',
    resetZoom: 'الحجم الأصلي',
    togglefullscreen: 'ملء الشاشة',
  },
} as const satisfies Record<MessageLanguage, Record<string, string>>

export function applyMenu(language: MessageLanguage, development: boolean): void {
  const words = labels[language]
  const item = (role: Role & keyof typeof words): MenuItemConstructorOptions => ({ role, label: words[role] })
  const tools: MenuItemConstructorOptions[] = [{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }]
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(process.platform === 'darwin' ? [{ role: 'appMenu' } satisfies MenuItemConstructorOptions] : []),
      {
        label: words.edit,
        submenu: [
          item('undo'),
          item('redo'),
          { type: 'separator' },
          item('cut'),
          item('copy'),
          item('paste'),
          item('selectAll'),
        ],
      },
      {
        label: words.view,
        submenu: [
          item('zoomIn'),
          item('zoomOut'),
          item('resetZoom'),
          { type: 'separator' },
          item('togglefullscreen'),
          ...(development ? tools : []),
        ],
      },
    ]),
  )
}
