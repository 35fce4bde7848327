import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { addKey, keyFileOf, removeKey } from './key-file.ts'
import { loadSealingKeys } from './sealing-key.ts'

let dataDir = ''
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'valetkey-key-'))
})
afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true })
})

const fromFile = () => loadSealingKeys({ dataDir, encryptionKey: null })()

describe('the sealing key file', () => {
  it('is created at the first start, private, with nothing left beside it', () => {
    fromFile()
    expect(readdirSync(dataDir)).toEqual(['sealing-key'])
    expect(statSync(join(dataDir, 'sealing-key')).mode & 0o777).toBe(0o600)
    expect(Buffer.from(readFileSync(join(dataDir, 'sealing-key'), 'utf8'), 'base64')).toHaveLength(
      32,
    )
  })

  it('is created together with a folder that nobody else can enter', () => {
    const folder = join(dataDir, 'data')
    loadSealingKeys({ dataDir: folder, encryptionKey: null })
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  it('gives the same key at the second start and another key to another folder', () => {
    const [first] = fromFile()
    expect(fromFile()[0].id).toBe(first.id)
    expect(loadSealingKeys({ dataDir: join(dataDir, 'b'), encryptionKey: null })()[0].id).not.toBe(
      first.id,
    )
  })

  it.each([0o640, 0o604, 0o666])(
    'is refused when its mode is %o, with the command that repairs it',
    (mode) => {
      fromFile()
      const file = join(dataDir, 'sealing-key')
      chmodSync(file, mode)
      expect(fromFile).toThrow(`Run: chmod 600 ${file}`)
      expect(fromFile).toThrow(expect.objectContaining({ code: 'forbidden' }))
      chmodSync(file, 0o600)
      expect(fromFile).not.toThrow()
    },
  )

  it('is refused when it holds something else, and is not overwritten', () => {
    const file = join(dataDir, 'sealing-key')
    writeFileSync(file, 'half a ke', { mode: 0o600 })
    expect(fromFile).toThrow('is not 32 bytes')
    expect(readFileSync(file, 'utf8')).toBe('half a ke')
  })

  it('is not created when the environment brings the key', () => {
    const ring = loadSealingKeys({ dataDir, encryptionKey: 'ab'.repeat(32) })()
    expect(ring).toHaveLength(1)
    expect(readdirSync(dataDir)).toEqual([])
  })
})

describe('a key file that changes under a running program', () => {
  it('is read again: the new key seals and the former one still opens', () => {
    const keys = loadSealingKeys({ dataDir, encryptionKey: null })
    const [former] = keys()
    const added = addKey(keyFileOf(dataDir))
    expect(keys().map((key) => key.id)).toEqual([added.id, former.id])
    expect(statSync(keyFileOf(dataDir)).mode & 0o777).toBe(0o600)
    expect(readdirSync(dataDir)).toEqual(['sealing-key'])
  })

  it('loses a retired key for programs that start later, not for this one', () => {
    const keys = loadSealingKeys({ dataDir, encryptionKey: null })
    const [former] = keys()
    const added = addKey(keyFileOf(dataDir))
    removeKey(keyFileOf(dataDir), former.id)
    expect(keys().map((key) => key.id)).toEqual([added.id, former.id])
    expect(fromFile().map((key) => key.id)).toEqual([added.id])
  })

  it('keeps the names that people gave to their keys', () => {
    const file = keyFileOf(dataDir)
    writeFileSync(file, `summer:${'ab'.repeat(32)}, winter:${'cd'.repeat(32)}\n`, { mode: 0o600 })
    const [, winter] = fromFile()
    addKey(file)
    removeKey(file, winter?.id ?? '')
    expect(readFileSync(file, 'utf8').split('\n')[1]).toBe(`summer:${'ab'.repeat(32)}`)
    expect(fromFile()).toHaveLength(2)
  })

  it('changes nothing while it cannot be read', () => {
    const keys = loadSealingKeys({ dataDir, encryptionKey: null })
    const [only] = keys()
    writeFileSync(keyFileOf(dataDir), 'half a ke')
    expect(keys()).toEqual([only])
    rmSync(keyFileOf(dataDir))
    expect(keys()).toEqual([only])
  })

  it('overwrites the draft that a crash left behind', () => {
    const [former] = fromFile()
    writeFileSync(`${keyFileOf(dataDir)}.next`, 'half a draft', { mode: 0o600 })
    const added = addKey(keyFileOf(dataDir))
    expect(fromFile().map((key) => key.id)).toEqual([added.id, former.id])
  })
})
