import { existsSync } from 'node:fs'
import { readConfig, type Config } from '../config.ts'
import { openDatabase, type Database } from '../database/database.ts'
import { createSealedRecords, type SealedRecords } from '../database/sealed-records.ts'
import { Failure } from '../errors.ts'
import { keyFileOf } from '../vault/key-file.ts'
import type { KeySource } from '../vault/key-ring.ts'
import { loadSealingKeys } from '../vault/sealing-key.ts'
import { createVault, type Vault } from '../vault/vault.ts'
import type { Input, Option } from './command.ts'
import { refuseUnlessStore } from './open-client.ts'

export const folderOption: Readonly<Record<string, Option>> = {
  'data-dir': { value: 'D', summary: 'Folder for the database and the sealing key.' },
}

/** The store and its sealing keys, opened beside a running server. */
export interface OpenVault {
  readonly config: Config
  readonly database: Database
  readonly records: SealedRecords
  readonly keys: KeySource
  readonly vault: Vault
  /** Null when VALETKEY_ENCRYPTION_KEY brings the keys: then they are not ours to change. */
  readonly keyFile: string | null
}

export const configOf = (input: Input): Config =>
  readConfig({ VALETKEY_DATA_DIR: input.text('data-dir') })

export async function withVault(
  input: Input,
  work: (open: OpenVault) => Promise<number>,
): Promise<number> {
  const config = configOf(input)
  if (config.databaseUrl === null) refuseUnlessStore(config.dataDir)
  const keys = existingKeys(config)
  const url = config.databaseUrl?.reveal() ?? null
  const database = await openDatabase({ url, dataDir: config.dataDir })
  const keyFile = config.encryptionKey === null ? keyFileOf(config.dataDir) : null
  const records = createSealedRecords(database)
  try {
    return await work({ config, database, records, keys, vault: createVault(keys), keyFile })
  } catch (error) {
    if (error instanceof Failure || !database.isUnavailable(error)) throw error
    throw new Failure(
      'store_unavailable',
      'The database could not be used any more. What was done so far is kept; run the command again.',
      { cause: error },
    )
  } finally {
    await database.close()
  }
}

/** Never a new key: a command on a store that exists needs the key that it was sealed with. */
export function existingKeys({ dataDir, encryptionKey }: Config): KeySource {
  if (encryptionKey === null && !existsSync(keyFileOf(dataDir))) {
    throw new Failure(
      'not_found',
      `There is no sealing key: neither VALETKEY_ENCRYPTION_KEY nor the file ${keyFileOf(dataDir)}. Give this command the key that the server has. Nothing was changed.`,
    )
  }
  return loadSealingKeys({ dataDir, encryptionKey: encryptionKey?.reveal() ?? null })
}
