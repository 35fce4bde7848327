import { createSecretKey, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createAuditStore, type AuditStore } from '../../src/audit/audit-store.ts'
import { chained } from '../../src/audit/chain.ts'
import { Draft } from '../../src/audit/draft.ts'
import { entryOf, textOf } from '../../src/audit/entry.ts'
import { openAudit } from '../../src/audit/open-audit.ts'
import { overdue } from '../../src/audit/retention.ts'
import { search } from '../../src/audit/search.ts'
import { verify, type Finding } from '../../src/audit/verify.ts'
import type { Database } from '../../src/database/database.ts'
import { describeOnBothEngines } from './engines.ts'
import { vault } from './refresh-world.ts'

const key = createSecretKey(randomBytes(32))

function draftOf(ids: readonly string[], time = 1_000): Draft {
  const draft = new Draft()
  for (const requestId of ids) {
    draft.add(time, textOf(entryOf({ time, kind: 'proxied', actor: 'key', requestId })))
  }
  return draft
}

const sentences = (findings: readonly Finding[]): string[] =>
  findings.map(({ from, to, problem }) => `${from}-${to} ${problem}`)

describeOnBothEngines('the audit', (open, { engine }) => {
  let database: Database
  let store: AuditStore
  const problems = async (anchor: { seq: number; proof: string } | null = null) =>
    sentences((await verify({ store, key, anchor })).findings)

  beforeAll(async () => {
    database = await open()
  })

  /** Four blocks: rows 1 to 3, 4, 5 to 6 and 7 to 9. */
  beforeEach(async () => {
    await sql`delete from audit_blocks`.execute(database.db)
    await sql`delete from settings`.execute(database.db)
    store = createAuditStore({ database, key })
    const blocks = [['a', 'b', 'c'], ['d'], ['e', 'f'], ['g', 'h', 'i']]
    for (const [at, ids] of blocks.entries()) await store.append(draftOf(ids, 1_000 * (at + 1)))
  })

  /** Another replica. SQLite has none: two handles in one process would wait for each other's turn for ever. */
  const replica = async () =>
    createAuditStore({ database: engine === 'sqlite' ? database : await open(), key })

  const change = (firstSeq: number, from: string, to: string) =>
    sql`update audit_blocks set rows = replace(rows, ${from}, ${to}) where first_seq = ${firstSeq}`.execute(
      database.db,
    )

  describe('that nobody touched', () => {
    it('holds', async () => {
      const verdict = await verify({ store, key })
      expect(verdict).toMatchObject({ findings: [], rows: 9, first: 1, head: { seq: 9 }, lost: 0 })
    })

    it('holds after twenty writers on two replicas have added to it at once', async () => {
      const other = await replica()
      const drafts = Array.from({ length: 20 }, (_, at) => draftOf([`x${at}`, `y${at}`]))
      await Promise.all(drafts.map((draft, at) => (at % 2 ? store : other).append(draft)))
      expect(await verify({ store, key })).toMatchObject({ findings: [], rows: 49 })
    })

    it('takes a block whose first answer was lost only once', async () => {
      const draft = draftOf(['once'])
      await store.append(draft)
      await store.append(draft)
      expect(await verify({ store, key })).toMatchObject({ findings: [], rows: 10 })
    })

    it('is searched from either end, page by page', async () => {
      const filter = { since: 2_000, until: 4_000 }
      const ids = async (order: 'asc' | 'desc') => {
        const found: (string | null)[] = []
        let from: number | null = null
        do {
          const page = await search(store, { filter, order, limit: 2, from })
          found.push(...page.rows.map(({ entry }) => entry.requestId))
          from = page.next
        } while (from !== null)
        return found.join('')
      }
      expect(await ids('asc')).toBe('def')
      expect(await ids('desc')).toBe('fed')
    })
  })

  describe('with a change by somebody who has only the database', () => {
    it('names the row of which one byte was changed', async () => {
      await change(5, '"f"', '"F"')
      expect(await problems()).toEqual(['6-6 changed, or not in its place'])
    })

    it('names the row of which the digest was changed', async () => {
      const [block] = await store.blocks({ after: 0 }, { order: 'asc', limit: 1 })
      const digest = block!.rows.split('\n')[1]!.slice(0, 5)
      await change(1, digest, 'AAAAA')
      expect(await problems()).toEqual(['2-2 changed, or not in its place'])
    })

    it('names the block in which every digest was computed anew', async () => {
      const forged = draftOf(['g', 'H', 'i'], 4_000)
      await sql`update audit_blocks set seed = ${forged.seed}, rows = ${String((await chained(forged)).rows)} where first_seq = 7`.execute(
        database.db,
      )
      expect(await problems()).toEqual([
        '7-9 written or changed by somebody without the key, or not in their place',
      ])
    })

    it('names a row that was taken out of its block', async () => {
      const [block] = await store.blocks({ after: 0 }, { order: 'asc', limit: 1 })
      const lines = block!.rows.split('\n')
      await change(1, `${lines[1]!}\n`, '')
      expect(await problems()).toEqual([
        '2-2 changed, or not in its place',
        '1-3 2 rows stand where 3 were written',
      ])
    })

    it('names two rows that changed places', async () => {
      const [block] = await store.blocks({ after: 0 }, { order: 'asc', limit: 1 })
      const [first, second, third] = block!.rows.split('\n')
      await change(1, block!.rows, [second, first, third].join('\n'))
      expect((await problems())[0]).toBe('1-1 changed, or not in its place')
    })

    it('names rows that were removed from the middle', async () => {
      await sql`delete from audit_blocks where first_seq = 4`.execute(database.db)
      expect(await problems()).toEqual([
        '4-4 missing',
        '5-6 written or changed by somebody without the key, or not in their place',
      ])
    })

    it('names rows that were removed from the end', async () => {
      await sql`delete from audit_blocks where first_seq = 7`.execute(database.db)
      expect(await problems()).toEqual(['7-9 missing from the end'])
    })

    it('names rows that were removed from the beginning', async () => {
      await sql`delete from audit_blocks where first_seq = 1`.execute(database.db)
      expect((await problems())[0]).toBe('1-3 missing')
    })

    it('names a time that was moved', async () => {
      await sql`update audit_blocks set ended_at = 1 where first_seq = 4`.execute(database.db)
      expect(await problems()).toEqual([
        '4-4 written or changed by somebody without the key, or not in their place',
      ])
    })

    it('sees that the end was cut and the head made to fit, also after more rows were written', async () => {
      await sql`delete from audit_blocks where first_seq = 7`.execute(database.db)
      const [last] = await store.blocks({}, { order: 'desc', limit: 1 })
      const head = { seq: 6, proof: last!.proof, totalBytes: last!.totalBytes, seal: 'mine' }
      await sql`update settings set value = ${JSON.stringify(head)} where name = 'audit_head'`.execute(
        database.db,
      )
      expect(await problems()).toEqual(['6-6 the head was changed by somebody without the key'])
      await store.append(draftOf(['later']))
      expect(await problems()).toEqual([
        '8-8 the head of the chain had been changed by somebody without the key',
      ])
    })

    it('goes on writing when the head was put back to an older one, and says so for ever', async () => {
      const older = await store.end('head')
      await store.append(draftOf(['j']))
      await sql`update settings set value = ${JSON.stringify(older)} where name = 'audit_head'`.execute(
        database.db,
      )
      await store.append(draftOf(['k']))
      expect(await problems()).toEqual([
        '12-12 the head of the chain had been changed by somebody without the key',
      ])
    })

    it('sees an older copy of everything only by a head that was kept elsewhere', async () => {
      const head = await store.end('head')
      const { head: kept } = await verify({ store, key })
      await store.append(draftOf(['j']))
      const { head: later } = await verify({ store, key })
      await sql`delete from audit_blocks where first_seq = 10`.execute(database.db)
      await sql`update settings set value = ${JSON.stringify(head)} where name = 'audit_head'`.execute(
        database.db,
      )
      expect(await problems()).toEqual([])
      expect(await problems(kept)).toEqual([])
      expect(await problems(later)).toEqual([
        '10-10 the head that you named was here: an older copy of the database took its place',
      ])
    })

    it('is not believed under another key', async () => {
      const { findings } = await verify({ store, key: createSecretKey(randomBytes(32)) })
      expect(findings.length).toBeGreaterThan(3)
    })
  })

  describe('of which retention has cut the oldest rows', () => {
    const cutTo = (at: number) =>
      store.cut(overdue({ keepMs: 0, maxBytes: Number.MAX_SAFE_INTEGER }, at))

    it('holds, and says where it begins', async () => {
      expect(await cutTo(2_001)).toBe(4)
      expect(await verify({ store, key })).toMatchObject({ findings: [], rows: 5, first: 5 })
      await store.append(draftOf(['j']))
      expect(await problems()).toEqual([])
    })

    it('is cut once when two replicas do it at the same moment', async () => {
      const other = await replica()
      const choose = overdue({ keepMs: 0, maxBytes: Number.MAX_SAFE_INTEGER }, 3_001)
      const cuts = await Promise.all([store.cut(choose), other.cut(choose)])
      expect(cuts.sort()).toEqual([0, 6])
      expect(await problems()).toEqual([])
    })

    it('names rows that somebody removed beyond that, and a mark that was moved', async () => {
      await cutTo(2_001)
      await sql`delete from audit_blocks where first_seq = 5`.execute(database.db)
      expect((await problems())[0]).toBe('5-6 missing')
      const floor = await store.end('floor')
      const moved = JSON.stringify({ ...floor, seq: 6 })
      await sql`update settings set value = ${moved} where name = 'audit_floor'`.execute(
        database.db,
      )
      expect((await problems())[0]).toContain('the mark that retention leaves')
    })

    it('loses them in steps, and one row says how many went', async () => {
      await sql`delete from audit_blocks`.execute(database.db)
      await sql`delete from settings`.execute(database.db)
      const trouble = (error: unknown): void => {
        throw error
      }
      const { audit, auditStore, retain } = await openAudit({
        ...{ database, vault, now: () => 100_000, onTrouble: trouble, onLost: trouble },
        retention: { keepMs: 1_000, maxBytes: Number.MAX_SAFE_INTEGER },
      })
      for (let at = 1; at <= 40; at += 1) await auditStore.append(draftOf([`${at}a`, `${at}b`], at))
      await retain(() => true)
      expect((await auditStore.end('floor'))?.seq).toBeUndefined()
      await retain(() => false)
      await audit.close()
      const wish = { filter: {}, order: 'asc', limit: 10, from: null } as const
      const { rows } = await search(auditStore, wish)
      const told = rows.map(({ entry }) => entry.requestId ?? `${entry.act}: ${entry.detail}`)
      // The newest block stays, however old it is.
      const said = 'audit_cut: 78 rows that were too old or too many'
      expect(told).toEqual(['40a', '40b', said])
    })

    it('keeps everything once the chain was tampered with', async () => {
      await sql`update settings set value = '{}' where name = 'audit_head'`.execute(database.db)
      expect(await cutTo(1e9)).toBe(0)
    })
  })
})
