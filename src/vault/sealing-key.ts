import { existsSync } from 'node:fs'

import { createKeyFile, keyFileOf, readKeyFile, versionOfKeyFile } from './key-file.ts'
import { parseKeyRing } from './key-ring.ts'
import type { KeyRing, KeySource } from './key-ring.ts'

export interface SealingKeyOptions {
  readonly dataDir: string
  /** The value of VALETKEY_ENCRYPTION_KEY, or null to keep the key in a file of the data folder. */
  readonly encryptionKey: string | null
}

/** The keys of this server: from the environment, else from `<dataDir>/sealing-key`, which the first start creates. */
export function loadSealingKeys({ dataDir, encryptionKey }: SealingKeyOptions): KeySource {
  if (encryptionKey !== null) {
    const ring = parseKeyRing(encryptionKey, 'VALETKEY_ENCRYPTION_KEY')
    return () => ring
  }
  const file = keyFileOf(dataDir)
  if (!existsSync(file)) createKeyFile(file)
  return follow(file)
}

/**
 * Reads the file again when it has changed, so that a server seals with a new key from the moment the file has one. A file that
 * cannot be read later on changes nothing: a token that has just been rotated has to be sealed with something.
 */
function follow(file: string): KeySource {
  // Taken before the reading: a change in between is then seen as one.
  let seen = versionOfKeyFile(file)
  let ring = readKeyFile(file)
  return () => {
    try {
      const version = versionOfKeyFile(file)
      if (version !== seen) {
        ring = withFormer(readKeyFile(file), ring)
        seen = version
      }
    } catch {
      return ring
    }
    return ring
  }
}

/** A key that was taken out of the file still opens in this process: a value sealed with it may be on its way to the database. */
function withFormer([current, ...others]: KeyRing, former: KeyRing): KeyRing {
  const listed = [current, ...others].map((key) => key.id)
  return [current, ...others, ...former.filter((key) => !listed.includes(key.id))]
}
