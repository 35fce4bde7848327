import { json, type Answer } from './answer.ts'
import type { Clock } from './clock.ts'
import { readFault } from './fault-order.ts'
import type { Faults } from './faults.ts'
import type { Incoming } from './incoming.ts'
import type { Journal } from './journal.ts'
import { isRecord, parseJson } from './record.ts'
import { createRouter } from './router.ts'
import { changeSettings } from './settings-order.ts'
import type { Settings } from './settings.ts'
import type { Stats } from './stats.ts'

export type ControlNeeds = {
  readonly clock: Clock
  readonly faults: Faults
  readonly journal: Journal
  readonly stats: Stats
  readonly settings: Settings
  /** Ends every grant of a user, by id or email. Undefined when there is no such user. */
  readonly revoke: (user: string) => number | undefined
  readonly reset: () => void
}

type Order = {
  readonly method: string
  readonly path: string
  readonly obey: (body: unknown) => Answer
}

/** The simulator's own paths, outside those of the vendor. Undefined for a path that is not among them. */
export function createControl(needs: ControlNeeds): (incoming: Incoming) => Answer | undefined {
  const route = createRouter([...reading(needs), ...faultOrders(needs), ...changing(needs)])
  return ({ method, rawPath, body }) =>
    route(method, rawPath)?.route.obey(body.size > 0 ? parseJson(body.bytes.toString()) : {})
}

function reading({ journal, stats }: ControlNeeds): Order[] {
  return [
    {
      method: 'GET',
      path: '/_simulator/journal',
      obey: () => json(200, { requests: journal.read() }),
    },
    { method: 'GET', path: '/_simulator/stats', obey: () => json(200, stats) },
    {
      method: 'DELETE',
      path: '/_simulator/journal',
      obey: () => {
        journal.clear()
        return done()
      },
    },
  ]
}

function faultOrders({ faults }: ControlNeeds): Order[] {
  const path = '/_simulator/faults'
  return [
    { method: 'GET', path, obey: () => json(200, { faults: faults.list() }) },
    {
      method: 'POST',
      path,
      obey: (body) => {
        const fault = readFault(body)
        if (typeof fault === 'string') return refuse(fault)
        faults.add(fault)
        return json(201, fault)
      },
    },
    {
      method: 'DELETE',
      path,
      obey: () => {
        faults.clear()
        return done()
      },
    },
  ]
}

function changing(needs: ControlNeeds): Order[] {
  const post = (name: string, obey: Order['obey']): Order => ({
    method: 'POST',
    path: `/_simulator/${name}`,
    obey,
  })
  return [
    post('clock', (body) => {
      const seconds = isRecord(body) ? body['advance_s'] : undefined
      if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0) {
        return refuse('`advance_s` is a number of seconds, 0 or more.')
      }
      needs.clock.advance(seconds)
      return json(200, { now: new Date(needs.clock.now()).toISOString() })
    }),
    post('revoke', (body) => {
      const user = isRecord(body) ? body['user_id'] : undefined
      const ended = typeof user === 'string' ? needs.revoke(user) : undefined
      return ended === undefined
        ? refuse('`user_id` is the id or email of a user.')
        : json(200, { revoked_grants: ended })
    }),
    post('settings', (body) => {
      const problem = changeSettings(needs.settings, body)
      return problem === undefined ? done() : refuse(problem)
    }),
    post('reset', () => {
      needs.reset()
      return done()
    }),
  ]
}

function done(): Answer {
  return json(200, { ok: true })
}

function refuse(message: string): Answer {
  return json(400, { message })
}
