import { Failure } from '../errors.ts'
import type { Vault, Where } from './vault.ts'

/** What the check needs of the database: keep a value unless there is one, and say which one is kept. */
export interface CheckValueStore {
  putIfAbsent(name: string, value: string): Promise<string>
}

const name = 'sealing_key_check'
const where: Where = { table: 'settings', id: name, column: 'value' }
const expected = 'valetkey'

/**
 * Refuses to start with a sealing key that cannot open this database. The first start seals a known value; every later one must open
 * it. Without this, a lost key would show up one failed call at a time.
 */
export async function checkSealingKey(settings: CheckValueStore, vault: Vault): Promise<void> {
  const kept = await settings.putIfAbsent(name, vault.seal(expected, where))
  const sealedWith = vault.keyIdOf(kept)
  if (opens(vault, kept)) return
  throw new Failure(
    'conflict',
    `The database was sealed with key ${sealedWith}; the key in use is ${vault.currentKeyId}. Set VALETKEY_ENCRYPTION_KEY to key ${sealedWith}, or put its sealing-key file back into the data folder. Nothing was changed.`,
  )
}

function opens(vault: Vault, kept: string): boolean {
  try {
    return vault.open(kept, where) === expected
  } catch (error) {
    if (error instanceof Failure && error.extras.reason === 'seal_key_unknown') return false
    throw error
  }
}
