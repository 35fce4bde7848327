import { join } from 'node:path'
import { zoom as app } from '../../src/apps/zoom/app.ts'
import { refresh, type RefreshNeeds } from '../../src/connections/refresh.ts'
import { createSpool } from '../../src/connections/spool.ts'
import { createTokenEndpoint } from '../../src/oauth/token-endpoint.ts'
import { Secret } from '../../src/secret.ts'
import { bothEngines, must, type Scenario } from '../scenario.ts'
import type { Stage } from '../stage.ts'

/** Milliseconds from a parsed answer to a file that the next process finds, and to the committed row. */
interface Windows {
  readonly kept: number[]
  readonly committed: number[]
}

/** The real rooms, with a stop-watch between them. */
function timed({ zoom, store, folder }: Stage, windows: Windows): RefreshNeeds {
  const { url, client } = zoom
  const endpoint = createTokenEndpoint({
    app,
    apiUrl: url,
    apiUrlIsVendors: false,
    oauthUrl: url,
    issuer: url,
    client: { id: client.id, secret: new Secret(client.secret) },
  })
  const spool = createSpool({ folder: join(folder('window'), 'spool'), vault: store.vault })
  let answeredAt = 0
  return {
    now: Date.now,
    async ask({ tokens }) {
      const refreshToken = tokens?.refreshToken ?? new Secret('')
      const credentials = { id: client.id, secret: new Secret(client.secret) }
      const outcome = await endpoint.refresh({ refreshToken, client: credentials })
      answeredAt = performance.now()
      return outcome
    },
    spool: {
      ...spool,
      keep(...args) {
        spool.keep(...args)
        windows.kept.push(performance.now() - answeredAt)
      },
    },
    store: {
      ...store.tokens,
      async commit(...args) {
        const connection = await store.tokens.commit(...args)
        windows.committed.push(performance.now() - answeredAt)
        return connection
      },
    },
  }
}

export const window: Scenario = {
  name: 'window',
  title: 'how long a new pair is in memory only',
  engines: bothEngines,
  quick: false,
  inProcess: true,
  async run(stage) {
    const windows: Windows = { kept: [], committed: [] }
    const needs = timed(stage, windows)
    const warmUp = 50
    for (const { id } of await stage.connect(warmUp + 500)) {
      must((await refresh(needs, id, 1)).kind === 'fresh', 'a refresh failed')
    }
    const kept = sorted(windows.kept.slice(warmUp))
    const committed = sorted(windows.committed.slice(warmUp))
    stage.notes.push(
      `from the parsed answer until a kill -9 loses nothing: p50 ${at(kept, 0.5)} ms, p99 ${at(kept, 0.99)} ms`,
      `from the parsed answer until it is committed: p50 ${at(committed, 0.5)} ms, p99 ${at(committed, 0.99)} ms`,
    )
    must(Number(at(kept, 0.99)) < 2, 'the window is wider than 2 ms at p99')
  },
}

const sorted = (times: readonly number[]): number[] => [...times].sort((a, b) => a - b)
const at = (times: readonly number[], share: number): string =>
  (times[Math.floor(times.length * share)] ?? Number.NaN).toFixed(2)
