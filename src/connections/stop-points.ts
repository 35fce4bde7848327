import { writeSync } from 'node:fs'
import type { OpenConnection } from './open-connection.ts'
import type { TokenStore } from './token-store.ts'
import type { TokenOutcome } from '../oauth/token-answer.ts'

/** The steps of a refresh between which a fault drill may end or halt this process (docs/drill.md). */
export type StopPoint =
  | 'after_lease'
  | 'before_ask'
  | 'after_answer'
  | 'before_commit'
  | 'after_commit'
  | 'before_release'

/** `kill` ends the process as a crash does; `halt` stops it until somebody sends SIGCONT. */
export interface ArmedStop {
  readonly at: StopPoint
  readonly how: 'kill' | 'halt'
}

interface Steps {
  readonly store: TokenStore
  readonly ask: (open: OpenConnection) => Promise<TokenOutcome>
}

/** The steps of a refresh with one stop between them. They come back untouched when no stop is armed. */
export function withStop(steps: Steps, armed: ArmedStop | null): Steps {
  if (armed === null) return steps
  let done = false
  const reached = (at: StopPoint): void => {
    if (at !== armed.at || done) return
    done = true
    stopHere(armed)
  }
  const { store, ask } = steps
  return {
    store: {
      ...store,
      async claim(...args) {
        const lease = await store.claim(...args)
        if (lease) reached('after_lease')
        return lease
      },
      async commit(...args) {
        reached('before_commit')
        const connection = await store.commit(...args)
        reached('after_commit')
        return connection
      },
      async release(...args) {
        reached('before_release')
        await store.release(...args)
      },
    },
    async ask(open) {
      reached('before_ask')
      const outcome = await ask(open)
      reached('after_answer')
      return outcome
    },
  }
}

/** Written at once: a process that is killed flushes nothing. */
function stopHere({ at, how }: ArmedStop): void {
  writeSync(2, `stopped: ${at}\n`)
  process.kill(process.pid, how === 'kill' ? 'SIGKILL' : 'SIGSTOP')
}
