import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

import { Failure } from '../errors.ts'
import { keyBytes, parseKeyRing } from './key-ring.ts'
import type { KeyRing } from './key-ring.ts'

export interface SealingKeyOptions {
  readonly dataDir: string
  /** The value of VALETKEY_ENCRYPTION_KEY, or null to keep the key in a file of the data folder. */
  readonly encryptionKey: string | null
}

/** The keys of this server: from the environment, else from `<dataDir>/sealing-key`, which the first start creates. */
export function loadSealingKeys({ dataDir, encryptionKey }: SealingKeyOptions): KeyRing {
  if (encryptionKey !== null) return parseKeyRing(encryptionKey, 'VALETKEY_ENCRYPTION_KEY')
  const file = join(dataDir, 'sealing-key')
  if (!existsSync(file)) createKeyFile(dataDir, file)
  return readKeyFile(file)
}

function readKeyFile(file: string): KeyRing {
  const descriptor = openSync(file, 'r')
  try {
    // Checked on the open file, so that it cannot be swapped in between. Windows has no such modes.
    const mode = fstatSync(descriptor).mode & 0o777
    if ((mode & 0o077) !== 0 && process.platform !== 'win32') {
      throw new Failure(
        'forbidden',
        `The sealing key ${file} can be read by other users (mode ${mode.toString(8)}). Run: chmod 600 ${file}`,
      )
    }
    return parseKeyRing(readFileSync(descriptor, 'utf8'), file)
  } finally {
    closeSync(descriptor)
  }
}

/**
 * Writes the key under a private name and then links it to its own. A link appears whole or not at all and never replaces a file,
 * so of two processes that start together one wins, and both read the winner's key.
 */
function createKeyFile(dataDir: string, file: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const draft = `${file}.${randomBytes(8).toString('hex')}`
  const descriptor = openSync(draft, 'wx', 0o600)
  try {
    writeFileSync(descriptor, `${randomBytes(keyBytes).toString('base64')}\n`)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  try {
    linkSync(draft, file)
  } catch (error) {
    if (!existsSync(file)) throw error
  } finally {
    unlinkSync(draft)
  }
  syncFolder(dataDir)
}

/** A new name survives a power cut only when its folder was written too. Windows cannot open a folder and does not need it. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
