import type { Database } from './database.ts'

/** Single facts about the database itself. They are written once, and the first writer wins. */
export interface SettingsStore {
  /** Keeps the value unless there is one already, and returns the one that is kept. */
  putIfAbsent(name: string, value: string): Promise<string>
}

export function createSettingsStore({ db }: Pick<Database, 'db'>): SettingsStore {
  return {
    async putIfAbsent(name, value) {
      await db
        .insertInto('settings')
        .values({ name, value })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute()
      const kept = await db
        .selectFrom('settings')
        .select('value')
        .where('name', '=', name)
        .executeTakeFirstOrThrow()
      return kept.value
    },
  }
}
