import { expect, it } from 'vitest'
import { createConnectSessions, sessionLifeMs } from '../../src/connections/connect-session.ts'
import { createConnectionStore } from '../../src/connections/connection-store.ts'
import type { Database } from '../../src/database/database.ts'
import { createOwnerStore } from '../../src/keys/owner-store.ts'
import { Secret } from '../../src/secret.ts'
import { describeOn, describeOnBothEngines } from './engines.ts'
import { sealed, vault } from './refresh-world.ts'

async function connectionOn(database: Database) {
  const owner = await createOwnerStore({ database }).ensure('default')
  const connections = createConnectionStore({ database, sealed })
  const connection = await connections.create({
    ownerId: owner.id,
    app: 'zoom',
    method: 'OAUTH2',
    label: null,
    metadata: {},
  })
  return { connections, connection }
}

async function openSession(database: Database) {
  const sessions = createConnectSessions({ database, vault })
  const { connections, connection } = await connectionOn(database)
  const token = await sessions.tokenFor(connection.id, { sameAccount: false })
  const found = await sessions.find(token)
  if (found.state !== 'open') throw new Error(`the session is ${found.state}`)
  return { sessions, connections, connection, token, session: found }
}

const started = (name: string) => ({
  state: `state ${name}`,
  browser: `browser ${name}`,
  codeVerifier: new Secret(`verifier ${name}`),
})

describeOnBothEngines('connect sessions', (open) => {
  it('give the same link to everybody who asks, and make one row for it', async () => {
    const database = await open()
    const sessions = createConnectSessions({ database, vault })
    const { connection } = await connectionOn(database)
    const asked = Array.from({ length: 30 }, () =>
      sessions.tokenFor(connection.id, { sameAccount: false }),
    )
    const tokens = new Set((await Promise.all(asked)).map((token) => token.reveal()))
    expect(tokens.size).toBe(1)
    expect((await sessions.tokenFor(connection.id, { sameAccount: false })).reveal()).toBe(
      [...tokens][0],
    )
    const rows = await database.db
      .selectFrom('connect_sessions')
      .selectAll()
      .where('connection_id', '=', connection.id)
      .execute()
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain([...tokens][0])
  })

  it('are used once, whoever of twenty comes first', async () => {
    const { sessions, session, connection, token } = await openSession(await open())
    const other = createConnectSessions({ database: await open(), vault })
    expect(await sessions.start(session.id, started('one'))).toBe(true)
    const racing = Array.from({ length: 20 }, (_, i) =>
      (i % 2 ? sessions : other).consume({ state: 'state one', browser: 'browser one' }),
    )
    const given = (await Promise.all(racing)).filter((consumed) => consumed !== null)
    expect(given).toHaveLength(1)
    expect(given[0]?.connectionId).toBe(connection.id)
    expect(given[0]?.codeVerifier.reveal()).toBe('verifier one')
    expect(await sessions.find(token)).toEqual({ state: 'used', connectionId: connection.id })
    expect(await sessions.start(session.id, started('again'))).toBe(false)
    expect(await sessions.end(session.id)).toBe(false)
  })

  it('are of no use to another browser or with another state', async () => {
    const { sessions, session } = await openSession(await open())
    await sessions.start(session.id, started('two'))
    expect(await sessions.consume({ state: 'state two', browser: 'browser x' })).toBeNull()
    expect(await sessions.consume({ state: 'state x', browser: 'browser two' })).toBeNull()
    expect(await sessions.consume({ state: 'state two', browser: 'browser two' })).not.toBeNull()
  })

  it('belong to the browser that started last', async () => {
    const { sessions, session } = await openSession(await open())
    await sessions.start(session.id, started('first'))
    await sessions.start(session.id, started('second'))
    expect(await sessions.consume({ state: 'state first', browser: 'browser first' })).toBeNull()
    const consumed = await sessions.consume({ state: 'state second', browser: 'browser second' })
    expect(consumed?.codeVerifier.reveal()).toBe('verifier second')
  })

  it('are followed by a new link once they are used', async () => {
    const { sessions, session, connection, token } = await openSession(await open())
    expect(await sessions.end(session.id)).toBe(true)
    expect((await sessions.tokenFor(connection.id, { sameAccount: false })).reveal()).not.toBe(
      token.reveal(),
    )
  })

  it('vanish with their connection, also in the middle of consent', async () => {
    const { sessions, connections, session, connection, token } = await openSession(await open())
    await sessions.start(session.id, started('gone'))
    await connections.remove(connection.ownerId, connection.id)
    expect(await sessions.consume({ state: 'state gone', browser: 'browser gone' })).toBeNull()
    expect(await sessions.find(token)).toEqual({ state: 'unknown' })
    await expect(sessions.tokenFor(connection.id, { sameAccount: false })).rejects.toMatchObject({
      code: 'connection_not_found',
    })
  })

  it('end after half an hour', async () => {
    const database = await open()
    const { sessions, session, connection, token } = await openSession(database)
    await sessions.start(session.id, started('late'))
    await database.db
      .updateTable('connect_sessions')
      .set({ expires_at: (await database.now()) - 1 })
      .where('id', '=', session.id)
      .execute()
    expect(await sessions.find(token)).toEqual({ state: 'expired', connectionId: connection.id })
    expect(await sessions.consume({ state: 'state late', browser: 'browser late' })).toBeNull()
    expect(await sessions.start(session.id, started('later'))).toBe(false)
    expect((await sessions.tokenFor(connection.id, { sameAccount: false })).reveal()).not.toBe(
      token.reveal(),
    )
  })
})

describeOn('sqlite', 'the life of a connect session', (open) => {
  it("is measured with the database's clock, and a link's last minute is not handed out", async () => {
    let at = 1_700_000_000_000
    const { sessions, session, connection, token } = await openSession(
      await open({ now: () => at }),
    )
    expect(session.expiresAt).toBe(at + sessionLifeMs)
    at += sessionLifeMs - 60_001
    expect((await sessions.tokenFor(connection.id, { sameAccount: false })).reveal()).toBe(
      token.reveal(),
    )
    at += 1
    expect((await sessions.tokenFor(connection.id, { sameAccount: false })).reveal()).not.toBe(
      token.reveal(),
    )
    expect((await sessions.find(token)).state).toBe('open')
    at += 60_000
    expect((await sessions.find(token)).state).toBe('expired')
  })
})
