import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import type { SettingsStore } from '../database/settings-store.ts'
import type { Vault } from '../vault/vault.ts'

const name = 'audit_key'
const where = { table: 'settings', id: name, column: 'value' }

/**
 * The key that the chain is proven with. It is made once and kept sealed, so that the database alone proves nothing, and it stays
 * the same when the sealing key is replaced.
 */
export async function loadAuditKey(settings: SettingsStore, vault: Vault): Promise<KeyObject> {
  const fresh = vault.seal(randomBytes(32).toString('base64url'), where)
  const kept = await settings.putIfAbsent(name, fresh)
  return createSecretKey(Buffer.from(vault.open(kept, where), 'base64url'))
}
