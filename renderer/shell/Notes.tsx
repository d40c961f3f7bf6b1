import { FailureNote } from '../components/FailureNote'
import { useConsoleStore, useSnapshot } from '../state/consoleStore'
import { useNavigation } from '../state/navigation'
import { runCommand } from '../state/runCommand'
import './Notes.css'

/** What a person should read and may put away: commands that failed, and the host's notices. */
export function Notes() {
  const commandNotes = useConsoleStore((state) => state.commandNotes)
  const dismiss = useConsoleStore((state) => state.dismissCommandNote)
  const isHome = useNavigation((state) => state.screen === 'pipeline')
  const phase = useSnapshot((snapshot) => snapshot.stack.phase)
  const all = useSnapshot((snapshot) => snapshot.notices) ?? []
  // The home screen tells of them in its own panel while the pipeline runs.
  const notices = isHome && (phase === 'ready' || phase === 'degraded' || phase === 'stopping') ? [] : all
  if (commandNotes.length === 0 && notices.length === 0) return null
  return (
    <div className="notes" role="alert">
      {commandNotes.map((note) => (
        <FailureNote key={`command-${note.id}`} failure={note.failure} onDismiss={() => dismiss(note.id)} />
      ))}
      {notices.map((notice) => (
        <FailureNote
          key={notice.id}
          failure={notice.failure}
          tone="warn"
          onDismiss={() => void runCommand('notice.dismiss', { id: notice.id })}
        />
      ))}
    </div>
  )
}
