import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { Failure } from '../../errors.ts'
import { jsonOption, UsageError, type Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { noted } from '../noted.ts'
import { configOf, folderOption, withVault, type OpenVault } from '../open-vault.ts'

export const backup: Command = {
  summary: 'Write a consistent copy of the database into a new file while the server runs.',
  usage: 'backup FILE [--data-dir D] [--json]',
  details:
    'The copy holds tokens only as the vault sealed them. The sealing key is left out on purpose: keep it in another place, or a thief of the backup has everything.\nFor SQLite. PostgreSQL has pg_dump, and the command says how.',
  options: { ...folderOption, json: jsonOption },
  words: { least: 1, most: 1 },
  run: async (input, terminal) => {
    const file = resolve(input.words[0] ?? '')
    if (configOf(input).databaseUrl !== null) throw useTheirTools(file)
    return withVault(input, async (open) => {
      await write(file, open)
      await noted(open, 'backup_written', basename(file))
      const bytes = statSync(file).size
      const ids = await keyIds(open)
      if (input.flag('json')) terminal.print(JSON.stringify({ file, bytes, sealing_keys: ids }))
      else {
        terminal.say(`${file} holds the whole database, ${bytes} bytes.`)
        terminal.say(
          `It cannot be opened without sealing key ${ids.join(' and ')}, which is not in it.`,
        )
      }
      return exitCodes.ok
    })
  },
}

const useTheirTools = (file: string): UsageError =>
  new UsageError(
    `The data is in PostgreSQL, which is backed up by its own tool. Run: pg_dump --format=custom --file=${quoted(file)} "$DATABASE_URL"`,
  )

const quoted = (file: string): string =>
  /^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`

/** Under another name until it is whole, so that nobody takes half a backup for one. */
async function write(file: string, { database }: OpenVault): Promise<void> {
  if (existsSync(file)) throw taken(file)
  const partial = `${file}.partial`
  rmSync(partial, { force: true })
  try {
    await database.backup?.(partial)
    renameSync(partial, file)
  } finally {
    rmSync(partial, { force: true })
  }
}

const taken = (file: string): Failure =>
  new Failure('conflict', `${file} exists already. Choose another name; nothing was written.`)

async function keyIds({ records }: OpenVault): Promise<string[]> {
  return [...new Set((await records.countByKey()).map(({ keyId }) => keyId))]
}
