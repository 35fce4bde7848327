import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

const read = (environment: Record<string, string>) => readConfig({}, environment)
const complaint = (environment: Record<string, string>): string => {
  try {
    read(environment)
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : ''
  }
}

describe('the configuration', () => {
  it('of an empty environment listens on loopback only and talks to the vendor', () => {
    const config = read({})
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 8787,
      publicUrl: null,
      databaseUrl: null,
    })
    expect(config.appClients[0]).toMatchObject({
      apiUrl: 'https://api.zoom.us',
      apiUrlIsVendors: true,
      client: null,
    })
  })

  it('takes command-line values before the environment, and an empty value for none', () => {
    const config = readConfig({ PORT: '1' }, { PORT: '2', HOST: '' })
    expect(config).toMatchObject({ port: 1, host: '127.0.0.1' })
  })

  it('replaces the vendor’s hosts by exactly the origin that is given', () => {
    const [client] = read({
      ZOOM_API_URL: 'http://127.0.0.1:4000/',
      ZOOM_CLIENT_ID: 'a',
      ZOOM_CLIENT_SECRET: 'b',
    }).appClients
    expect(client).toMatchObject({ apiUrl: 'http://127.0.0.1:4000', apiUrlIsVendors: false })
    expect(client?.client?.secret.reveal()).toBe('b')
  })

  it('reads a secret from a file, and says which file it cannot read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'valetkey-config-'))
    writeFileSync(join(folder, 'key'), 'from-file\n')
    expect(
      read({ VALETKEY_ENCRYPTION_KEY_FILE: join(folder, 'key') }).encryptionKey?.reveal(),
    ).toBe('from-file')
    expect(complaint({ VALETKEY_ENCRYPTION_KEY_FILE: '/nowhere' })).toContain(
      '/nowhere cannot be read',
    )
    rmSync(folder, { recursive: true })
  })

  it('arms a stop for a fault drill only when it is told where and how', () => {
    expect(read({}).debug).toEqual({ stop: null, clockMs: 0 })
    const armed = { VALETKEY_DEBUG_STOP_AT: 'halt:after_answer', VALETKEY_DEBUG_CLOCK_MS: '-5' }
    expect(read(armed).debug).toEqual({
      stop: { at: 'after_answer', how: 'halt' },
      clockMs: -5,
    })
    expect(complaint({ VALETKEY_DEBUG_STOP_AT: 'kill:nowhere' })).toContain(
      'VALETKEY_DEBUG_STOP_AT has to be one of off, kill:after_lease',
    )
  })

  it('also reads the names that clients of other gateways have', () => {
    const { client } = read({ MATON_API_URL: 'https://keys.example/', MATON_API_KEY: 'k' })
    expect(client.url).toBe('https://keys.example')
    expect(client.apiKey?.reveal()).toBe('k')
  })

  it.each([
    [{ PORT: 'abc' }, 'PORT has to be a whole number from 0 to 65535'],
    [{ PORT: '70000' }, 'PORT has to be a whole number from 0 to 65535'],
    [{ PORT: '-1' }, 'PORT'],
    [{ PORT: '1e3' }, 'PORT'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL has to be one of info, debug, warn, error, silent'],
    [
      { VALETKEY_PUBLIC_URL: 'keys.example' },
      'VALETKEY_PUBLIC_URL has to be an http or https address',
    ],
    [{ VALETKEY_PUBLIC_URL: 'https://keys.example/path' }, 'without a path'],
    [{ ZOOM_API_URL: 'ftp://x' }, 'ZOOM_API_URL'],
    [{ ZOOM_API_URL: 'https://user:pass@x' }, 'ZOOM_API_URL'],
    [
      { VALETKEY_METRICS_TOKEN: '15-characters-x' },
      'VALETKEY_METRICS_TOKEN has to be at least 16 characters long',
    ],
    [{ ZOOM_CLIENT_ID: 'a' }, 'ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET have to be set together'],
  ])('%j is refused by name', (environment, sentence) => {
    expect(complaint(environment)).toContain(sentence)
  })

  it('complains of everything at once and repeats no value', () => {
    const message = complaint({
      PORT: 'secret-value-1',
      LOG_LEVEL: 'secret-value-2',
      ZOOM_API_URL: 'secret-value-3',
    })
    expect(message.match(/has to be/g)).toHaveLength(3)
    expect(message).not.toContain('secret-value')
  })
})
