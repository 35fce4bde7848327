import type { Rooms } from '../rooms.ts'

/** Lets what this server remembers follow at once what others change. Gives the function that ends it. */
export function watchChanges({ database, changes, log }: Rooms): () => Promise<void> {
  return database.watch({
    heard: changes.hint,
    onState(state) {
      log[state === 'listening' ? 'info' : 'warn']('change_hints', { state })
    },
  })
}
