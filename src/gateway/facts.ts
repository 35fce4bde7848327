import type { App, Endpoint } from '../apps/app.ts'
import type { AccessToken } from '../connections/access-token.ts'
import { factsIn, type Fact } from '../approvals/summary.ts'
import { apiOrigin, type AppClient } from '../oauth/app-client.ts'
import type { Lane, Receiver } from './lane.ts'
import type { Upstream } from './upstream.ts'

/** A read that tells what a request is about, e.g. the thing that it would delete. */
export interface Reading {
  readonly endpoint: Endpoint
  /** Path and query, raw. */
  readonly path: string
  readonly target: string
}

/** The nearest things above a path that the table knows how to read: at most two, the nearer first. */
export function readingsFor(
  app: App,
  endpoint: Endpoint,
  { path, query }: { readonly path: string; readonly query: string },
): Reading[] {
  const pattern = endpoint.path.split('/')
  const raw = path.split('/')
  // A doubled slash belongs to a parameter, and then the segments do not tell where it ends.
  if (raw.length !== pattern.length) return []
  const readings: Reading[] = []
  for (let length = pattern.length; length > 2 && readings.length < 2; length -= 1) {
    const above = pattern.slice(0, length).join('/')
    const found = app.endpoints.find((one) => one.method === 'GET' && one.path === above)
    if (!found || !above.includes('{')) continue
    const at = raw.slice(0, length).join('/')
    readings.push({ endpoint: found, path: at, target: at + shared(query, found.query) })
  }
  return readings
}

/** Of the query, what means the same to the read, e.g. which occurrence. */
function shared(query: string, names: readonly string[]): string {
  const kept = query
    .slice(1)
    .split('&')
    .filter((pair) => names.includes(pair.split('=')[0] ?? ''))
  return kept.length === 0 ? '' : `?${kept.join('&')}`
}

/** A person should not have to wait long for a caller to be told to wait. */
const patienceMs = 3_000
const maxBytes = 256 * 1024

/** What upstream says of it. Nothing, when it does not say it soon: a summary without facts is still one. */
export async function readFacts(
  { upstream, appClient }: { upstream: Upstream; appClient: AppClient },
  token: AccessToken,
  { target }: Reading,
): Promise<Fact[]> {
  const text = await new Promise<string | null>((resolve) => {
    const origin = apiOrigin(appClient, token.connection.apiUrl)
    const request = {
      path: target,
      method: 'GET',
      headers: ['accept', 'application/json', 'authorization', `Bearer ${token.secret.reveal()}`],
      body: null,
    }
    upstream.send(origin, request, collector(resolve))
  })
  try {
    return text === null ? [] : factsIn(JSON.parse(text), appClient.app.facts)
  } catch {
    return []
  }
}

function collector(done: (text: string | null) => void): Receiver {
  const chunks: Buffer[] = []
  let length = 0
  let lane: Lane | null = null
  let isOver = false
  const end = (text: string | null): void => {
    isOver = true
    clearTimeout(timer)
    done(text)
  }
  const giveUp = (): void => {
    end(null)
    lane?.abort(receiver)
  }
  const timer = setTimeout(giveUp, patienceMs)
  const receiver: Receiver = {
    isGone: () => isOver,
    onSending(on) {
      lane = on
    },
    onHead({ status }) {
      if (status !== 200) giveUp()
    },
    onBody(chunk) {
      length += chunk.length
      if (length > maxBytes) giveUp()
      else chunks.push(chunk)
      return true
    },
    onEnd() {
      end(Buffer.concat(chunks).toString('utf8'))
    },
    onError() {
      end(null)
    },
  }
  return receiver
}
