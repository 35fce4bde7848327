import { basename, resolve } from 'node:path'
import type { Config } from '../../config.ts'
import { openDatabase } from '../../database/database.ts'
import { stageBackup, type StagedBackup } from '../../database/restore.ts'
import { createSealedRecords } from '../../database/sealed-records.ts'
import { lockForServer } from '../../database/server-lock.ts'
import { createSettingsStore } from '../../database/settings-store.ts'
import { Failure } from '../../errors.ts'
import { checkSealingKey } from '../../vault/key-check.ts'
import { keyUsage } from '../../vault/key-usage.ts'
import type { KeySource } from '../../vault/key-ring.ts'
import { createVault } from '../../vault/vault.ts'
import { jsonOption, UsageError, type Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { noted } from '../noted.ts'
import { configOf, existingKeys, folderOption } from '../open-vault.ts'

export const restore: Command = {
  summary: 'Put a backup in the place of the database. The former one is kept beside it.',
  usage: 'restore FILE [--data-dir D] [--json]',
  details:
    'Refuses while a server runs on the data folder, and when the sealing key there does not open the backup; then nothing is changed. The key is not in the backup: put it into the data folder first.\nA grant that was refreshed since the backup has ended, and a person has to consent again.',
  options: { ...folderOption, json: jsonOption },
  words: { least: 1, most: 1 },
  run: async (input, terminal) => {
    const file = resolve(input.words[0] ?? '')
    const config = configOf(input)
    if (config.databaseUrl !== null) throw useTheirTools()
    const keys = existingKeys(config)
    const unlock = lockOf(config)
    try {
      const kept = await replace({ file, config, keys })
      if (input.flag('json')) terminal.print(JSON.stringify({ restored: file, former: kept }))
      else {
        terminal.say(`${file} is the database of ${config.dataDir} now.`)
        if (kept !== null) terminal.say(`The former one is kept as ${kept}.`)
      }
      return exitCodes.ok
    } finally {
      unlock()
    }
  },
}

const useTheirTools = (): UsageError =>
  new UsageError(
    'DATABASE_URL names a PostgreSQL database, which is restored by its own tool. Stop all servers and run: pg_restore --clean --if-exists --dbname="$DATABASE_URL" FILE',
  )

function lockOf({ dataDir }: Config): () => void {
  try {
    return lockForServer(dataDir)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    throw new Failure(
      'conflict',
      `A server works on the data folder ${dataDir}. Stop it first. Nothing was changed.`,
      { cause: error },
    )
  }
}

interface Restore {
  readonly file: string
  readonly config: Config
  readonly keys: KeySource
}

async function replace({ file, config, keys }: Restore): Promise<string | null> {
  const staged = stageBackup(file, config.dataDir)
  try {
    await refuseUnlessItOpens(staged, { config, keys, file })
    const stamp = new Date().toISOString().replace(/[:.]/g, '-')
    return staged.putInPlace(`before-restore-${stamp}`)
  } finally {
    staged.discard()
  }
}

/** Also brings the copy's tables up to date, so that a backup of an older version fails here or not at all. */
async function refuseUnlessItOpens(
  { folder }: StagedBackup,
  { keys, config, file }: Restore,
): Promise<void> {
  const database = await openDatabase({ dataDir: folder })
  try {
    const vault = createVault(keys)
    await checkSealingKey(createSettingsStore(database), vault)
    // A backup that was made during a rotation needs the former key as well.
    const counts = await createSealedRecords(database).countByKey()
    const missing = keyUsage(keys(), counts).filter(({ role }) => role === 'missing')
    if (missing.length === 0) {
      // In the copy, which is about to be the database.
      await noted({ database, vault, config }, 'backup_restored', basename(file))
      return
    }
    const ids = missing.map(({ keyId }) => keyId).join(', ')
    throw new Failure(
      'conflict',
      `The backup also needs sealing key ${ids}, which is not here. Add it to the key file or to VALETKEY_ENCRYPTION_KEY. Nothing was changed.`,
    )
  } finally {
    await database.close()
  }
}
