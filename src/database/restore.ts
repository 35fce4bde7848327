import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'

import { Failure } from '../errors.ts'
import { migrations } from './migrations/all.ts'
import { closeEmptied } from './sqlite-journal.ts'
import { openSqliteFile } from './sqlite.ts'

/** A copy of a backup in a data folder, not yet its database. */
export interface StagedBackup {
  /** Can be opened like a data folder of its own. */
  readonly folder: string
  /** Makes the copy, closed by everybody, the database of the data folder. Returns where the former one is kept now. */
  readonly putInPlace: (suffix: string) => string | null
  readonly discard: () => void
}

/** Copies a backup into the data folder, after a look at whether it is one. The caller holds the lock of the server. */
export function stageBackup(file: string, dataDir: string): StagedBackup {
  refuseWhatIsNoDatabase(file)
  const folder = join(dataDir, 'restoring')
  // What an earlier restore left behind when it was killed.
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const discard = (): void => {
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const copy = join(folder, 'valetkey.db')
    copyFileSync(file, copy, constants.COPYFILE_EXCL)
    chmodSync(copy, 0o600)
    examine(copy, file)
    const putInPlace = (suffix: string) => replaceDatabase({ dataDir, copy, suffix })
    return { folder, putInPlace, discard }
  } catch (error) {
    discard()
    throw error
  }
}

// https://sqlite.org/fileformat.html, section 1.3.1
const magic = 'SQLite format 3\0'

function refuseWhatIsNoDatabase(file: string): void {
  const descriptor = openSync(file, 'r')
  try {
    const head = Buffer.alloc(magic.length)
    readSync(descriptor, head, 0, head.length, 0)
    if (head.toString('latin1') !== magic) throw refused(`${file} is no SQLite database`)
  } finally {
    closeSync(descriptor)
  }
  const journal = `${file}-wal`
  if (!existsSync(journal) || statSync(journal).size === 0) return
  throw refused(
    `${file} is a database in use and not a backup: its newest changes are in ${journal}. Make a backup of it with "valetkey backup"`,
  )
}

/** Opened as a plain file, before anything could migrate or change it. */
function examine(copy: string, file: string): void {
  const handle = openSqliteFile(copy)
  try {
    const rows = (text: string) => handle.prepare(text).all() as Record<string, unknown>[]
    if (rows('pragma quick_check').some((row) => row['quick_check'] !== 'ok')) {
      throw refused(`${file} is damaged`)
    }
    const ours = rows("select name from sqlite_master where name = 'valetkey_migrations'")
    if (ours.length === 0) throw refused(`${file} is a database of another program`)
    const applied = rows('select name from valetkey_migrations').map((row) => String(row['name']))
    const unknown = applied.filter((name) => !(name in migrations))
    if (unknown.length === 0) return
    throw refused(`${file} was made by a newer version of Valetkey (${unknown.join(', ')})`)
  } catch (error) {
    if (error instanceof Failure) throw error
    throw refused(`${file} is damaged`)
  } finally {
    handle.close()
  }
}

const refused = (why: string): Failure => new Failure('conflict', `${why}. Nothing was changed.`)

/**
 * The rename is the one moment of change, so that a crash leaves the former database or the restored one. Its journal has to be
 * gone before: SQLite would play it into whatever file has the name (https://sqlite.org/howtocorrupt.html, section 1.4).
 */
function replaceDatabase({
  dataDir,
  copy,
  suffix,
}: {
  dataDir: string
  copy: string
  suffix: string
}): string | null {
  const file = join(dataDir, 'valetkey.db')
  const kept = `${file}.${suffix}`
  const hasFormer = existsSync(file)
  if (hasFormer) {
    foldJournal(file)
    if (existsSync(`${file}-wal`)) renameSync(`${file}-wal`, `${kept}-wal`)
    rmSync(`${file}-shm`, { force: true })
    linkSync(file, kept)
  }
  flush(copy)
  renameSync(copy, file)
  if (process.platform !== 'win32') flush(dataDir)
  return hasFormer ? kept : null
}

/** A former database that cannot be opened is kept as it is: it may be why there is a restore. */
function foldJournal(file: string): void {
  try {
    closeEmptied(openSqliteFile(file))
  } catch {
    return
  }
}

function flush(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
