import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freePort } from '../test/setup/free-port.ts'
import { readConfig } from './config.ts'
import { createLog } from './log.ts'
import { startServer } from './server.ts'

const log = createLog({ level: 'silent', write: () => undefined })

describe('a server that is starting', () => {
  it('answers 503 not_ready while its database keeps it waiting', async () => {
    const waiting: Socket[] = []
    const silent = createServer((socket) => waiting.push(socket)).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const dataDir = mkdtempSync(join(tmpdir(), 'valetkey-server-'))
    const port = await freePort()
    const database = `postgres://u:p@127.0.0.1:${(silent.address() as AddressInfo).port}/d`
    const config = readConfig(
      {},
      { VALETKEY_DATA_DIR: dataDir, PORT: String(port), DATABASE_URL: database },
    )
    const started = startServer(config, { log }).then(
      () => 'started',
      () => 'refused',
    )
    await once(silent, 'connection')
    const answer = await fetch(`http://127.0.0.1:${port}/zoom/v2/users/me`)
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('1')
    expect(await answer.json()).toMatchObject({ code: 'not_ready' })
    silent.close()
    for (const socket of waiting) socket.destroy()
    expect(await started).toBe('refused')
    rmSync(dataDir, { recursive: true })
  })
})
