import { readFileSync, writeFileSync } from 'node:fs'

import { afterAll, expect, it } from 'vitest'

import { openDatabase } from '../../src/database/database.ts'
import { freshPostgresDatabase, freshSqlite } from '../setup/postgres.ts'
import { describeSchema } from './schema-snapshot.ts'

const file = new URL('../schema.sql', import.meta.url)
const note = `-- What the migrations make, as the engines report it. Review a change of this file like code.
-- Written by: UPDATE_SCHEMA=1 npx vitest run --project journeys test/contract/schema.test.ts`

const cleanups: (() => Promise<void> | void)[] = []
afterAll(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup()
})

async function currentSchema(): Promise<string> {
  const folder = freshSqlite()
  cleanups.push(() => {
    folder.remove()
  })
  const fresh = await freshPostgresDatabase()
  cleanups.push(() => fresh.drop())
  const places = [{ dataDir: folder.dataDir }, { dataDir: folder.dataDir, url: fresh.url }]
  const parts = [note]
  for (const place of places) {
    const database = await openDatabase(place)
    parts.push(await describeSchema(database))
    await database.close()
  }
  return `${parts.join('\n\n')}\n`
}

it('the migrations make exactly the schema that was reviewed', async () => {
  const schema = await currentSchema()
  if (process.env['UPDATE_SCHEMA'] === '1') writeFileSync(file, schema)
  expect(schema).toBe(readFileSync(file, 'utf8'))
})
