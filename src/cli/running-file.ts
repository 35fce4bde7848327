import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a running server tells the commands that work on its data folder beside it. Nothing secret. */
export interface Running {
  /** As browsers reach it: consent links start with it. */
  readonly publicUrl: string
  readonly simulatorUrl: string | null
}

const fileOf = (dataDir: string): string => join(dataDir, 'server.json')

export function writeRunning(dataDir: string, { publicUrl, simulatorUrl }: Running): void {
  const text = JSON.stringify({ public_url: publicUrl, simulator_url: simulatorUrl })
  writeFileSync(fileOf(dataDir), `${text}\n`, { mode: 0o600 })
}

/** A disk that turned read-only must not keep a server from ending. */
export function removeRunning(dataDir: string): void {
  try {
    rmSync(fileOf(dataDir), { force: true })
  } catch {
    return
  }
}

/** Null when no server runs there. After a crash the file may name one that is gone; then its addresses do not answer. */
export function readRunning(dataDir: string): Running | null {
  try {
    const text = readFileSync(fileOf(dataDir), 'utf8')
    const it = JSON.parse(text) as { public_url?: unknown; simulator_url?: unknown }
    if (typeof it.public_url !== 'string') return null
    return {
      publicUrl: it.public_url,
      simulatorUrl: typeof it.simulator_url === 'string' ? it.simulator_url : null,
    }
  } catch {
    return null
  }
}
