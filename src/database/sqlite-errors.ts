/**
 * The extended result code of an error that SQLite gave, https://sqlite.org/rescode.html. The driver leaves it out of what
 * statements that return rows throw (@photostructure/sqlite 1.2, `all` and `iterate`); there only the sentence tells.
 */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined
  if ('errcode' in error && typeof error.errcode === 'number') return error.errcode
  if (!('code' in error) || error.code !== 'ERR_SQLITE_ERROR') return undefined
  return sentences.find(([sentence]) => error.message.startsWith(sentence))?.[1]
}

/** `sqlite3_errstr` says these for as long as version 3 lasts. */
const sentences: readonly (readonly [string, number])[] = [
  ['UNIQUE constraint failed', 2067],
  ['database is locked', 5],
  ['database table is locked', 6],
  ['out of memory', 7],
  ['attempt to write a readonly database', 8],
  ['disk I/O error', 10],
  ['database disk image is malformed', 11],
  ['database or disk is full', 13],
  ['unable to open database file', 14],
  ['file is not a database', 26],
]
