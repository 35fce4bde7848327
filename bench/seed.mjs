// Fills a store the way a busy server's looks: many owners, each with a key and with many connections whose tokens are sealed.
import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { readConfig } from '../dist/config.js'
import { createSealedTokens } from '../dist/connections/sealed-tokens.js'
import { hashApiKey, mintApiKey } from '../dist/keys/api-key.js'
import { createLog } from '../dist/log.js'
import { openRooms } from '../dist/rooms.js'
import { Secret } from '../dist/secret.js'

const rowsAtOnce = 400
const hourMs = 3_600_000
const yearMs = 365 * 24 * hourMs

/** An access token of Zoom's length: it travels in every request. */
export const newAccessToken = () => randomBytes(600).toString('base64url')

/**
 * Returns what callers show: per owner its key, and the ids of its connections. One key and one connection are made by the
 * rooms themselves; all others are copies of those rows, so that this file need not know the columns.
 */
export const seed = (environment, { keys, connections }) =>
  inRooms(environment, async (rooms) => {
    const pattern = await firstOfEach(rooms)
    const callers = await seedKeys(rooms, pattern.key, keys)
    await seedConnections(rooms, pattern.connection, { callers, connections })
    return callers
  })

/** As on a server that has been busy for hours: each connection was noted as in use some time within the last one. */
export const markUsed = (environment) =>
  inRooms(environment, ({ database: { db } }) =>
    db
      .updateTable('connections')
      .set({ last_used_at: sql`${Date.now()} - abs(random()) % ${hourMs}` })
      .execute(),
  )

async function inRooms(environment, work) {
  const rooms = await openRooms(readConfig({}, environment), {
    publicUrl: 'http://127.0.0.1',
    log: createLog({ level: 'error', write: (lines) => process.stderr.write(lines) }),
    now: () => Date.now(),
  })
  try {
    return await work(rooms)
  } finally {
    await rooms.close()
  }
}

async function firstOfEach({ database: { db }, ...rooms }) {
  const owner = await rooms.owners.ensure('default')
  await rooms.keys.create({ ownerId: owner.id, name: 'benchmark' })
  const [{ appClient }] = rooms.apps.all()
  const pending = await rooms.connections.create({
    ownerId: owner.id,
    app: appClient.app.name,
    method: 'OAUTH2',
    label: null,
    metadata: { user: 'benchmark' },
  })
  await rooms.connections.activate(pending.id, {
    tokens: {
      ...newPair(),
      accessExpiresAt: Date.now() + 10 * yearMs,
      scopes: ['user:read:user'],
      apiUrl: null,
    },
    account: { userId: 'user', accountId: 'account', email: 'user@example.com' },
    issuance: { issuer: appClient.issuer, clientId: appClient.client?.id ?? '' },
  })
  return {
    key: await db.selectFrom('api_keys').selectAll().executeTakeFirstOrThrow(),
    connection: await db.selectFrom('connections').selectAll().executeTakeFirstOrThrow(),
  }
}

async function seedKeys({ database }, pattern, count) {
  const callers = Array.from({ length: count }, () => ({
    ownerId: randomUUID(),
    key: mintApiKey().reveal(),
    connections: [],
  }))
  await insert(database, 'owners', callers, ({ ownerId }) => ({
    id: ownerId,
    name: `owner ${ownerId}`,
    created_at: pattern.created_at,
  }))
  await insert(database, 'api_keys', callers, ({ ownerId, key }) => ({
    ...pattern,
    id: randomUUID(),
    owner_id: ownerId,
    hash: hashApiKey(key),
  }))
  return callers
}

async function seedConnections({ database, vault }, pattern, { callers, connections }) {
  const sealed = createSealedTokens({ vault })
  const places = Array.from({ length: connections }, (_, index) => ({
    id: randomUUID(),
    caller: callers[index % callers.length],
    index,
  }))
  await insert(database, 'connections', places, ({ id, caller, index }) => {
    caller.connections.push(id)
    return {
      ...pattern,
      id,
      owner_id: caller.ownerId,
      created_at: pattern.created_at + index,
      account_user_id: id,
      tokens: sealed.seal(id, newPair()),
    }
  })
}

async function insert({ db }, table, items, toRow) {
  await db.transaction().execute(async (transaction) => {
    for (let from = 0; from < items.length; from += rowsAtOnce) {
      const rows = items.slice(from, from + rowsAtOnce).map(toRow)
      await transaction.insertInto(table).values(rows).execute()
    }
  })
}

const newPair = () => ({
  accessToken: new Secret(newAccessToken()),
  refreshToken: new Secret(newAccessToken()),
})
