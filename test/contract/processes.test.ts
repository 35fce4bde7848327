import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

import { sql } from 'kysely'
import { afterAll, expect, it } from 'vitest'

import { openDatabase } from '../../src/database/database.ts'
import type { DatabaseOptions } from '../../src/database/database.ts'
import { migrations } from '../../src/database/migrations/all.ts'
import { freshSqlite } from '../setup/postgres.ts'
import { describeOnBothEngines } from './engines.ts'

const root = new URL('../../', import.meta.url)
const built = (path: string) => JSON.stringify(new URL(`dist/${path}`, root).href)

/**
 * Runs a program against the built package in several processes at once, and gives the line that each of them prints.
 * All of them live until the last one has spoken; a program that wants to hold something waits for the end of its stdin.
 */
async function runTogether(count: number, program: string): Promise<string[]> {
  const children = Array.from({ length: count }, () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { cwd: root })
    const errors = text(child.stderr)
    const closed = once(child, 'close')
    const line = Promise.race([once(child.stdout, 'data').then(String), closed.then(() => errors)])
    return { child, closed, line: line.then((words) => words.trim()) }
  })
  const lines = await Promise.all(children.map(({ line }) => line))
  for (const { child } of children) child.stdin.end()
  await Promise.all(children.map(({ closed }) => closed))
  return lines
}

describeOnBothEngines('processes that start together', (_open, store) => {
  it('bring one empty database up to date, seal it with one key and lose no write', async () => {
    const options: DatabaseOptions = await store.another()
    const outcomes = await runTogether(
      8,
      `
      import { openDatabase } from ${built('database/database.js')}
      import { createSettingsStore } from ${built('database/settings-store.js')}
      import { checkSealingKey } from ${built('vault/key-check.js')}
      import { loadSealingKeys } from ${built('vault/sealing-key.js')}
      import { createVault } from ${built('vault/vault.js')}
      const options = ${JSON.stringify(options)}
      const vault = createVault(loadSealingKeys({ dataDir: options.dataDir, encryptionKey: null }))
      const database = await openDatabase(options)
      await checkSealingKey(createSettingsStore(database), vault)
      for (let n = 0; n < 25; n += 1) {
        const id = process.pid + '-' + n
        await database.db.insertInto('owners').values({ id, name: id, created_at: 1 }).execute()
      }
      await database.close()
      console.log(vault.currentKeyId)
      `,
    )
    expect(new Set(outcomes).size).toBe(1)
    const database = await openDatabase(options)
    const { rows } = await sql<{ name: string }>`select name from valetkey_migrations`.execute(
      database.db,
    )
    expect(rows.map((row) => row.name)).toEqual(Object.keys(migrations))
    expect(await database.db.selectFrom('owners').select('id').execute()).toHaveLength(8 * 25)
    expect(statSync(join(options.dataDir, 'sealing-key')).mode & 0o777).toBe(0o600)
    await database.close()
  })
})

const folder = freshSqlite()
afterAll(() => {
  folder.remove()
})

it('of eight servers on one data folder, exactly one is let in', async () => {
  const outcomes = await runTogether(
    8,
    `
    import { lockForServer } from ${built('database/server-lock.js')}
    try {
      lockForServer(${JSON.stringify(folder.dataDir)})
      console.log('let in')
    } catch (error) {
      console.log(error.code)
    }
    // Nobody gives the lock back. It ends with its process.
    process.stdin.resume()
    `,
  )
  expect(outcomes.sort()).toEqual([...Array<string>(7).fill('conflict'), 'let in'])
})
