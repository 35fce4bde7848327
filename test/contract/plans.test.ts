import { CompiledQuery, type KyselyPlugin, type RootOperationNode } from 'kysely'
import { expect, it } from 'vitest'
import { createConnectSessions } from '../../src/connections/connect-session.ts'
import { createConnectionStore } from '../../src/connections/connection-store.ts'
import { createRenewalStore } from '../../src/connections/renewal-store.ts'
import { createTokenStore } from '../../src/connections/token-store.ts'
import type { Database } from '../../src/database/database.ts'
import { createKeyStore } from '../../src/keys/key-store.ts'
import { createOwnerStore } from '../../src/keys/owner-store.ts'
import { Secret } from '../../src/secret.ts'
import { describeOnBothEngines } from './engines.ts'
import { sealed, vault } from './refresh-world.ts'

const after = { createdAt: 1, id: 'a' }
const issuance = { issuer: 'https://issuer', clientId: 'client' }
const work: Record<string, (database: Database) => Promise<unknown>> = {
  'finding a key': (database) => createKeyStore({ database }).findByHash('hash'),
  'picking the default connection': (database) =>
    createConnectionStore({ database, sealed }).oldestActive('owner', 'zoom', issuance),
  'reading a named connection': (database) =>
    createConnectionStore({ database, sealed }).get('owner', 'id'),
  'reading its tokens': (database) => createTokenStore({ database, sealed }).read('id'),
  'the next page of a list': (database) =>
    createConnectionStore({ database, sealed }).list('owner', {}, { limit: 50, after }),
  'ending the older grants of an account': async (database) => {
    const store = createConnectionStore({ database, sealed })
    const { id: ownerId } = await createOwnerStore({ database }).ensure('plans')
    const { id } = await store.create({
      ownerId,
      app: 'zoom',
      method: 'OAUTH2',
      label: null,
      metadata: {},
    })
    const grant = {
      tokens: {
        accessToken: new Secret('a'),
        refreshToken: null,
        accessExpiresAt: 1,
        scopes: [],
        apiUrl: null,
      },
      account: { userId: 'user', accountId: 'account', email: null },
      issuance,
    }
    const active = await store.activate(id, grant)
    if (active) await store.supersede(active)
  },
  'looking for what has to be renewed': async (database) => {
    const page = { at: 10 ** 12, after: { accessExpiresAt: 1, id: 'a' }, limit: 100 }
    for (const kind of ['used', 'idle'] as const)
      await createRenewalStore({ database }).next(kind, page)
  },
  'finding a link': (database) =>
    createConnectSessions({ database, vault })
      .tokenFor('connection', { sameAccount: false })
      .catch(() => null),
}

/** Every statement that runs through the handle, so that each can be explained as it was. */
function watched(database: Database): { database: Database; statements: RootOperationNode[] } {
  const statements: RootOperationNode[] = []
  const watcher: KyselyPlugin = {
    transformQuery: ({ node }) => {
      statements.push(node)
      return node
    },
    transformResult: async ({ result }) => result,
  }
  return { database: { ...database, db: database.db.withPlugin(watcher) }, statements }
}

/** Tables are empty here, so PostgreSQL is told not to read them whole or sort them just because that is cheap. */
async function plansOf(database: Database, statements: RootOperationNode[]): Promise<string[]> {
  const isPostgres = database.engine === 'postgres'
  return database.db.connection().execute(async (db) => {
    const run = async (text: string, parameters: readonly unknown[] = []) => {
      const { rows } = await db.executeQuery(CompiledQuery.raw(text, [...parameters]))
      return rows.map((row) => JSON.stringify(row)).join('\n')
    }
    const costly = ['enable_seqscan', 'enable_bitmapscan', 'enable_sort']
    if (isPostgres) for (const name of costly) await run(`set ${name} = off`)
    const plans: string[] = []
    for (const node of statements) {
      const { sql, parameters, queryId } = db.getExecutor().compileQuery(node, { queryId: 'plan' })
      expect(queryId).toBeDefined()
      if (/^(select .* from|update|delete)/s.test(sql))
        plans.push(
          `${sql}\n${await run(`explain ${isPostgres ? '' : 'query plan '}${sql}`, parameters)}`,
        )
    }
    if (isPostgres) for (const name of costly) await run(`reset ${name}`)
    return plans
  })
}

describeOnBothEngines('with a million connections', (open) => {
  it.each(Object.entries(work))('%s neither reads nor sorts them all', async (_, run) => {
    const plain = await open()
    const { database, statements } = watched(plain)
    await run(database)
    const plans = await plansOf(plain, statements)
    expect(plans.length).toBeGreaterThan(0)
    for (const plan of plans) {
      expect(plan).not.toMatch(/Seq Scan|"SCAN /)
      // All are ACTIVE and of the same client, so those two tell nobody apart.
      if (plan.includes('"account_user_id" =') && plan.includes('"granted_at" <'))
        expect(plan).toContain('connections_account')
      // Ties may be sorted, and the few links of one connection.
      if (plan.includes('from "connections"'))
        expect(plan).not.toMatch(/(?<!Incremental )Sort {2}\(|TEMP B-TREE FOR ORDER BY/)
    }
  })
})
