import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { lockForServer } from './server-lock.ts'

let dataDir = ''
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'valetkey-lock-'))
})
afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true })
})

describe('the lock of a data folder', () => {
  it('refuses a second server and names the process of the first', () => {
    const release = lockForServer(dataDir)
    expect(() => lockForServer(dataDir)).toThrow(`process ${process.pid}) already works on`)
    release()
  })

  it('stays with the first server after a second one was refused', () => {
    const release = lockForServer(dataDir)
    expect(() => lockForServer(dataDir)).toThrow()
    expect(() => lockForServer(dataDir)).toThrow()
    release()
  })

  it('can be taken again after it was given back, and giving back twice is harmless', () => {
    const release = lockForServer(dataDir)
    release()
    release()
    const again = lockForServer(dataDir)
    release()
    expect(() => lockForServer(dataDir)).toThrow('already works on')
    again()
  })

  it('creates a missing folder that nobody else can enter', () => {
    const folder = join(dataDir, 'new')
    lockForServer(folder)()
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  it('holds against another process, and is free again the moment that process is killed', async () => {
    const holder = await holdInAnotherProcess(join(dataDir, 'server.lock'))
    expect(() => lockForServer(dataDir)).toThrow('Another server already works on')
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    lockForServer(dataDir)()
  })
})

/** Takes the same lock by the same SQL with none of our code, as a server of another version would. */
async function holdInAnotherProcess(file: string) {
  const sqlite = createRequire(import.meta.url).resolve('@photostructure/sqlite')
  const program = `
    const { DatabaseSync } = require(${JSON.stringify(sqlite)})
    globalThis.held = new DatabaseSync(${JSON.stringify(file)})
    held.exec('begin exclusive')
    process.stdout.write('held')
    process.stdin.resume()
  `
  const child = spawn(process.execPath, ['-e', program], { stdio: ['pipe', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}
