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

import { loadSealingKeys } from './sealing-key.ts'

let dataDir = ''
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'valetkey-key-'))
})
afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true })
})

const fromFile = () => loadSealingKeys({ dataDir, encryptionKey: null })

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
    expect(loadSealingKeys({ dataDir: join(dataDir, 'b'), encryptionKey: null })[0].id).not.toBe(
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
    const ring = loadSealingKeys({ dataDir, encryptionKey: 'ab'.repeat(32) })
    expect(ring).toHaveLength(1)
    expect(readdirSync(dataDir)).toEqual([])
  })
})
