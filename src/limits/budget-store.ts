import { sql } from 'kysely'
import type { Database } from '../database/database.ts'
import { deleteInPieces } from '../database/in-pieces.ts'
import { utcDay } from './retry-after.ts'

/** Counts that end with the UTC day, shared by all servers and kept over restarts. */
export interface BudgetStore {
  /** Takes one from what `scope` has left today. False when nothing is left; nothing is taken then. */
  readonly take: (scope: string, limit: number) => Promise<boolean>
  /** Drops the days that are over. */
  readonly sweep: (stopping: () => boolean) => Promise<void>
}

export function createBudgetStore({ database }: { database: Database }): BudgetStore {
  const { db } = database
  const today = async (): Promise<string> => utcDay(await database.now())
  /** To find out that nothing is over takes a look at every row. */
  let sweptOn = ''
  return {
    async take(scope, limit) {
      if (limit < 1) return false
      const row = await db
        .insertInto('daily_budgets')
        .values({ scope, day: await today(), used: 1 })
        .onConflict((conflict) =>
          conflict
            .columns(['scope', 'day'])
            .doUpdateSet({ used: sql<number>`daily_budgets.used + 1` })
            .where('daily_budgets.used', '<', limit),
        )
        .returning('used')
        .executeTakeFirst()
      return row !== undefined
    },
    async sweep(stopping) {
      const day = await today()
      if (day === sweptOn) return
      await deleteInPieces(database, stopping, (on, most) => {
        const over = on.selectFrom('daily_budgets').select('scope').where('day', '<', day)
        return on
          .deleteFrom('daily_budgets')
          .where('day', '<', day)
          .where('scope', 'in', over.limit(most))
          .executeTakeFirst()
      })
      sweptOn = day
    },
  }
}
