import { randomUUID } from 'node:crypto'
import type { ServerStore } from './server-store.ts'

/** How many processes share the store: what each of them may take of a limit that they have in common. */
export interface Presence {
  /** As of the last second or two. At least 1, which is also what a process that never joined knows of. */
  readonly servers: () => number
  readonly join: () => Promise<void>
  readonly leave: () => Promise<void>
}

const beatMs = 1_500

interface Needs {
  readonly store: ServerStore
  readonly everyMs?: number
}

/** While the store is away the last count stands: the others are most likely still there. */
export function createPresence({ store, everyMs = beatMs }: Needs): Presence {
  const id = randomUUID()
  let servers = 1
  let timer: NodeJS.Timeout | null = null
  let beating: Promise<void> = Promise.resolve()
  let gone = false

  async function beat(): Promise<void> {
    try {
      servers = Math.max(1, await store.beat(id))
    } catch {
      return
    } finally {
      if (!gone) timer = setTimeout(again, everyMs).unref()
    }
  }
  function again(): void {
    beating = beat()
  }

  return {
    servers: () => servers,
    async join() {
      again()
      await beating
    },
    async leave() {
      gone = true
      if (timer) clearTimeout(timer)
      await beating
      await store.leave(id).catch(() => undefined)
    },
  }
}
