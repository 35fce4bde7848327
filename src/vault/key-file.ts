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
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

import { Failure } from '../errors.ts'
import { entriesOf, keyBytes, parseKeyRing } from './key-ring.ts'
import type { KeyRing, SealingKey } from './key-ring.ts'

export const keyFileOf = (dataDir: string): string => join(dataDir, 'sealing-key')

export function readKeyFile(file: string): KeyRing {
  return parseKeyRing(readPrivately(file), file)
}

/** Changes with every change of the file. Cheap enough to be asked before each sealing. */
export function versionOfKeyFile(file: string): string {
  const { ino, mtimeNs, size } = statSync(file, { bigint: true })
  return `${ino}-${mtimeNs}-${size}`
}

/**
 * Writes the key under a private name and then links it to its own. A link appears whole or not at all and never replaces a file,
 * so of two processes that start together one wins, and both read the winner's key.
 */
export function createKeyFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${randomBytes(8).toString('hex')}`
  writeDurably(draft, { text: `${newKey()}\n`, flags: 'wx' })
  try {
    linkSync(draft, file)
  } catch (error) {
    if (!existsSync(file)) throw error
  } finally {
    unlinkSync(draft)
  }
  syncFolder(dirname(file))
}

/** Puts a fresh key in front and keeps the others for opening. The caller holds the lock of the key file. */
export function addKey(file: string): SealingKey {
  replace(file, [newKey(), ...entriesOf(readPrivately(file))])
  return readKeyFile(file)[0]
}

/** Takes one key out. The caller holds the lock of the key file and has seen that nothing needs the key. */
export function removeKey(file: string, id: string): void {
  const entries = entriesOf(readPrivately(file))
  replace(
    file,
    entries.filter((entry) => parseKeyRing(entry, file)[0].id !== id),
  )
}

const newKey = (): string => randomBytes(keyBytes).toString('base64')

/** One name for the draft, so that a draft that a crash left behind is overwritten and not piled up. */
function replace(file: string, entries: readonly string[]): void {
  const draft = `${file}.next`
  writeDurably(draft, { text: `${entries.join('\n')}\n`, flags: 'w' })
  renameSync(draft, file)
  syncFolder(dirname(file))
}

function readPrivately(file: string): string {
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
    return readFileSync(descriptor, 'utf8')
  } finally {
    closeSync(descriptor)
  }
}

function writeDurably(file: string, { text, flags }: { text: string; flags: 'w' | 'wx' }): void {
  const descriptor = openSync(file, flags, 0o600)
  try {
    writeFileSync(descriptor, text)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
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
