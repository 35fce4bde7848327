import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { createLedger, type Ledger, type Pair, type Rotation } from './ledger.ts'

/** What goes wrong with one question to the token endpoint. Nothing, when it is empty. */
export interface Fault {
  /** Before anything is looked at. */
  readonly waitMs?: number
  /** After the token was rotated, before the answer. */
  readonly thenMs?: number
  /** Answered instead of acting. */
  readonly status?: number
  /** A page of a proxy instead of a token answer. */
  readonly page?: boolean
  /** The connection is reset before the token is rotated, after it, in the middle of the answer, or ends too early behind the pair or behind the answer. */
  readonly cut?: 'before' | 'after' | 'middle' | 'late' | 'behind'
  /** The status that a good answer gives itself. */
  readonly claims?: number
  /** 100 Continue comes first, for which nobody asked. */
  readonly interim?: boolean
  /** How the answer is dressed, beside or instead of what is usual. */
  readonly head?: Readonly<Record<string, string>>
  readonly members?: Readonly<Record<string, unknown>>
  readonly twice?: boolean
}

export interface ZoomDouble {
  readonly url: string
  readonly client: { readonly id: string; readonly secret: string }
  readonly ledger: Ledger
  /** Chooses the fault of each question from here on; `nth` counts the questions with the same refresh token, from 1. */
  behave: (choose: (nth: number) => Fault) => void
  readonly counted: () => { tokenCalls: number; apiCalls: number }
  /** From here on it claims rotations that it never makes: nobody can keep such a grant, and a drill has to say so. */
  sabotage: () => void
  readonly close: () => Promise<void>
}

const client = { id: 'drill-client', secret: 'drill-client-secret' }

interface Room {
  readonly ledger: Ledger
  readonly counts: { tokenCalls: number; apiCalls: number }
  readonly asked: Map<string, number>
  choose: (nth: number) => Fault
  lying: boolean
}

/** A token endpoint and an API on one port. Knows of every token what became of it. */
export async function startZoomDouble(): Promise<ZoomDouble> {
  const room: Room = {
    ledger: createLedger({ killOnReuse: true, expiresInMs: 3_600_000, now: Date.now }),
    counts: { tokenCalls: 0, apiCalls: 0 },
    asked: new Map(),
    choose: () => ({}),
    lying: false,
  }
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    // A peer that was killed is no fault of this server.
    answer(room, request, response).catch(() => response.destroy())
  })
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1_024 })
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    client,
    ledger: room.ledger,
    behave: (choose) => {
      room.choose = choose
    },
    counted: () => ({ ...room.counts }),
    sabotage: () => {
      room.lying = true
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function answer(
  room: Room,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url ?? '/'
  if (path === '/oauth/token') {
    await token(room, request, response)
    return
  }
  request.resume()
  if (path === '/oauth/revoke') {
    json(response, 200, { status: 'success' })
    return
  }
  room.counts.apiCalls += 1
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
  const grant = room.ledger.accept(bearer)
  if (grant === null) json(response, 401, { code: 124, message: 'Invalid access token.' })
  else json(response, 200, { id: `user-${grant.number}`, account_id: 'account' })
}

async function token(
  room: Room,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  room.counts.tokenCalls += 1
  const refreshToken = new URLSearchParams(await text(request)).get('refresh_token') ?? ''
  const askedAt = Date.now()
  const nth = (room.asked.get(refreshToken) ?? 0) + 1
  room.asked.set(refreshToken, nth)
  const fault = room.choose(nth)
  await pause(fault.waitMs)
  if (fault.cut === 'before') request.socket.resetAndDestroy()
  else if (fault.page)
    response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Hello</h1>')
  else if (fault.status !== undefined) {
    for (const [name, value] of Object.entries(fault.head ?? {})) response.setHeader(name, value)
    refuse(response, fault.status, 'server_error')
  } else if (request.headers.authorization !== basic) refuse(response, 401, 'invalid_client')
  else await exchange(room, response, { refreshToken, fault, askedAt })
}

async function exchange(
  room: Room,
  response: ServerResponse,
  { refreshToken, fault, askedAt }: { refreshToken: string; fault: Fault; askedAt: number },
): Promise<void> {
  const presented = room.ledger.present(refreshToken)
  if (presented.kind === 'refused') {
    refuse(response, 400, 'invalid_grant')
    return
  }
  presented.rotation.askedAt = askedAt
  await pause(fault.thenMs)
  const pair = room.lying ? { ...presented.pair, refreshToken: 'r.0' } : presented.pair
  const body = answerOf(pair, room.ledger.options.expiresInMs / 1_000)
  send(response, { fault, rotation: presented.rotation, body })
}

const basic = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`

function refuse(response: ServerResponse, status: number, error: string): void {
  json(response, status, { reason: 'Invalid Token!', error })
}

const answerOf = (pair: Pair, expiresIn: number) => ({
  access_token: pair.accessToken,
  token_type: 'bearer',
  refresh_token: pair.refreshToken,
  expires_in: expiresIn,
  scope: 'user:read:user',
})

function send(
  response: ServerResponse,
  { fault, rotation, body }: { fault: Fault; rotation: Rotation; body: object },
): void {
  const written = JSON.stringify({ ...body, ...fault.members })
  const missing = fault.cut === 'behind' ? 100 : 0
  const head = {
    'content-type': 'application/json',
    'content-length': written.length + missing,
    ...fault.head,
  }
  rotation.sentAt = Date.now()
  rotation.withheld = fault.cut === 'after' || fault.cut === 'middle'
  if (fault.cut === 'after') response.socket?.resetAndDestroy()
  else if (fault.cut === 'middle') {
    response.writeHead(200, head)
    response.write(written.slice(0, 20), () => response.socket?.resetAndDestroy())
  } else if (fault.twice) {
    const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`)
    const whole = `HTTP/1.1 200 OK\r\n${lines.join('')}\r\n${written}`
    response.socket?.end(whole + whole)
  } else if (fault.cut === 'behind' || fault.cut === 'late') {
    response.writeHead(200, head)
    const arrives =
      fault.cut === 'late' ? written.slice(0, written.indexOf('"expires_in"')) : written
    response.write(arrives, () => response.socket?.end())
  } else {
    if (fault.interim) response.writeContinue()
    response.writeHead(fault.claims ?? 200, head).end(written)
  }
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function pause(forMs = 0): Promise<void> {
  if (forMs > 0) await sleep(forMs)
}
