/**
 * The primary result codes that say that a store cannot be used now, https://sqlite.org/rescode.html. `sqlite3_errstr` gives
 * their sentences as long as version 3 lasts.
 */
const troubles: readonly (readonly [name: string, code: number, sentence: string])[] = [
  ['SQLITE_BUSY', 5, 'database is locked'],
  ['SQLITE_LOCKED', 6, 'database table is locked'],
  ['SQLITE_NOMEM', 7, 'out of memory'],
  ['SQLITE_READONLY', 8, 'attempt to write a readonly database'],
  ['SQLITE_IOERR', 10, 'disk I/O error'],
  ['SQLITE_CORRUPT', 11, 'database disk image is malformed'],
  ['SQLITE_FULL', 13, 'database or disk is full'],
  ['SQLITE_CANTOPEN', 14, 'unable to open database file'],
  ['SQLITE_NOTADB', 26, 'file is not a database'],
]

const uniqueSentence = 'UNIQUE constraint failed'
const uniqueCode = 2067

/**
 * The extended result code of an error that SQLite gave. The driver leaves it out of what statements that return rows throw
 * (@photostructure/sqlite 1.2, `all` and `iterate`); there only the sentence tells.
 */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined
  if ('errcode' in error && typeof error.errcode === 'number') return error.errcode
  if (!('code' in error) || error.code !== 'ERR_SQLITE_ERROR') return undefined
  if (error.message.startsWith(uniqueSentence)) return uniqueCode
  return troubles.find(([, , sentence]) => error.message.startsWith(sentence))?.[1]
}

/** SQLite's own name of what keeps the store from being used; undefined for every other error. */
export function troubleOf(error: unknown): string | undefined {
  const primary = (sqliteCode(error) ?? 0) & 0xff
  return troubles.find(([, code]) => code === primary)?.[0]
}

/** Runs a statement. The driver calls every error ERR_SQLITE_ERROR, and a log shows of an error its code and not its text. */
export function withNamedErrors<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    const name = troubleOf(error)
    if (name !== undefined && error instanceof Error) {
      Object.assign(error, { errcode: sqliteCode(error), code: name })
    }
    throw error
  }
}
