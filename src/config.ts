import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { apps } from './apps/registry.ts'
import { Failure } from './errors.ts'
import type { LogLevel } from './log.ts'
import type { AppClient } from './oauth/app-client.ts'
import { Secret } from './secret.ts'

/** Everything the outside world decides about this process. Frozen; read once. */
export interface Config {
  readonly host: string
  readonly port: number
  /** As people's browsers reach this server; null: the address it listens on. */
  readonly publicUrl: string | null
  readonly dataDir: string
  readonly databaseUrl: Secret | null
  readonly encryptionKey: Secret | null
  readonly appClients: readonly AppClient[]
  readonly logLevel: LogLevel
  readonly upstream: {
    readonly connectionsPerOrigin: number
    readonly connectMs: number
    readonly headersMs: number
    readonly idleMs: number
  }
  /** For commands that talk to a server. */
  readonly client: { readonly url: string | null; readonly apiKey: Secret | null }
  /** Program that opens addresses; null: whatever the system uses. */
  readonly browser: string | null
}

interface Setting {
  readonly name: string
  readonly summary: string
  readonly default: string | null
  /** Never shown, and may also come from the file that NAME_FILE names. */
  readonly secret?: true
}

const own: readonly Setting[] = [
  { name: 'HOST', summary: 'Address to listen on.', default: '127.0.0.1' },
  { name: 'PORT', summary: 'Port to listen on; 0 picks a free one.', default: '8787' },
  {
    name: 'VALETKEY_PUBLIC_URL',
    summary:
      "Address at which people's browsers reach this server; consent links and the redirect URL start with it.",
    default: null,
  },
  {
    name: 'VALETKEY_DATA_DIR',
    summary: 'Folder for the SQLite file and the sealing key.',
    default: './data',
  },
  {
    name: 'DATABASE_URL',
    summary: 'postgres://… keeps the data in PostgreSQL instead of SQLite.',
    default: null,
    secret: true,
  },
  {
    name: 'VALETKEY_ENCRYPTION_KEY',
    summary:
      '32 bytes in base64 or hex that seal the tokens; without it a key file in the data folder is made and used.',
    default: null,
    secret: true,
  },
  { name: 'LOG_LEVEL', summary: 'debug, info, warn, error or silent.', default: 'info' },
  {
    name: 'VALETKEY_UPSTREAM_CONNECTIONS',
    summary: 'How many connections are kept to one upstream origin at most.',
    default: '128',
  },
  {
    name: 'VALETKEY_CONNECT_TIMEOUT_MS',
    summary: 'How long a connection to upstream may take.',
    default: '10000',
  },
  {
    name: 'VALETKEY_HEADERS_TIMEOUT_MS',
    summary: 'How long upstream may take to begin its answer.',
    default: '120000',
  },
  {
    name: 'VALETKEY_IDLE_TIMEOUT_MS',
    summary: 'How long upstream may pause in the middle of an answer.',
    default: '120000',
  },
  {
    name: 'VALETKEY_URL',
    summary: 'Server that commands talk to (or MATON_API_URL).',
    default: null,
  },
  {
    name: 'VALETKEY_API_KEY',
    summary: 'API key that commands show (or MATON_API_KEY).',
    default: null,
    secret: true,
  },
  {
    name: 'BROWSER',
    summary: 'Program that --open and "connection open" start.',
    default: null,
  },
]

/**
 * Every setting, in the order of the documentation. The apps' own settings come from their data.
 *
 * @public docs/configuration.md is made of it
 */
export function describeSettings(): readonly Setting[] {
  const ofApps = new Map<string, Setting>()
  for (const { title, settings, apiUrl, oauthUrl } of apps) {
    const add = (setting: Setting) => ofApps.set(setting.name, ofApps.get(setting.name) ?? setting)
    add({
      name: settings.clientId,
      summary: `OAuth client id of your ${title} app.`,
      default: null,
    })
    add({
      name: settings.clientSecret,
      summary: `OAuth client secret of your ${title} app.`,
      default: null,
      secret: true,
    })
    add({
      name: settings.apiUrl,
      summary: `Where API calls go. Another origin replaces the vendor's hosts altogether.`,
      default: apiUrl,
    })
    add({
      name: settings.oauthUrl,
      summary: 'Where consent, tokens and revocation are.',
      default: oauthUrl,
    })
  }
  return [...own.slice(0, 6), ...ofApps.values(), ...own.slice(6)]
}

const origin = z
  .url({ protocol: /^https?$/ })
  .refine(
    (text) => ['', '/'].includes(new URL(text).pathname) && new URL(text).search === '',
    'must be an origin without a path',
  )
  .transform((text) => new URL(text).origin)
const milliseconds = z.coerce.number().int().min(1).max(3_600_000)

const shape = z.object({
  HOST: z.string().min(1),
  PORT: z.coerce.number().int().min(0).max(65_535),
  VALETKEY_PUBLIC_URL: origin.optional(),
  VALETKEY_DATA_DIR: z.string().min(1),
  DATABASE_URL: z.string().optional(),
  VALETKEY_ENCRYPTION_KEY: z.string().optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']),
  VALETKEY_UPSTREAM_CONNECTIONS: z.coerce.number().int().min(1).max(10_000),
  VALETKEY_CONNECT_TIMEOUT_MS: milliseconds,
  VALETKEY_HEADERS_TIMEOUT_MS: milliseconds,
  VALETKEY_IDLE_TIMEOUT_MS: milliseconds,
  VALETKEY_URL: z.url({ protocol: /^https?$/ }).optional(),
  VALETKEY_API_KEY: z.string().optional(),
  BROWSER: z.string().optional(),
})

export type Environment = Readonly<Record<string, string | undefined>>

/** Reads the environment, with command-line values laid over it. What is wrong is said by name, never by value. */
export function readConfig(
  overrides: Environment = {},
  environment: Environment = process.env,
): Config {
  const values = valuesOf({ ...environment, ...defined(overrides) })
  const parsed = shape.safeParse(values)
  if (!parsed.success)
    throw invalid(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`))
  const it = parsed.data
  return Object.freeze({
    host: it.HOST,
    port: it.PORT,
    publicUrl: it.VALETKEY_PUBLIC_URL ?? null,
    dataDir: resolve(it.VALETKEY_DATA_DIR),
    databaseUrl: secret(it.DATABASE_URL),
    encryptionKey: secret(it.VALETKEY_ENCRYPTION_KEY),
    appClients: appClients(values),
    logLevel: it.LOG_LEVEL,
    upstream: {
      connectionsPerOrigin: it.VALETKEY_UPSTREAM_CONNECTIONS,
      connectMs: it.VALETKEY_CONNECT_TIMEOUT_MS,
      headersMs: it.VALETKEY_HEADERS_TIMEOUT_MS,
      idleMs: it.VALETKEY_IDLE_TIMEOUT_MS,
    },
    client: {
      url: it.VALETKEY_URL?.replace(/\/+$/, '') ?? null,
      apiKey: secret(it.VALETKEY_API_KEY),
    },
    browser: it.BROWSER ?? null,
  })
}

/** Which proxy variables this environment has, for `doctor`. Their values may hold passwords. */
export function proxyVariables(environment: Environment = process.env): string[] {
  const names = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY']
  return Object.keys(environment).filter(
    (name) => names.includes(name.toUpperCase()) && environment[name] !== '',
  )
}

/** Settings by name: the environment's value, the content of NAME_FILE, the name that other gateways' clients use, or the default. An empty value counts as none. */
function valuesOf(environment: Environment): Record<string, string> {
  const values: Record<string, string> = {}
  for (const setting of describeSettings()) {
    const direct = environment[setting.name] ?? environment[aliases[setting.name] ?? '']
    const file = setting.secret ? environment[`${setting.name}_FILE`] : undefined
    const value =
      direct ??
      (file === undefined || file === '' ? undefined : fileContent(setting.name, file)) ??
      setting.default
    if (value !== null && value !== '') values[setting.name] = value
  }
  return values
}

const aliases: Readonly<Record<string, string>> = {
  VALETKEY_URL: 'MATON_API_URL',
  VALETKEY_API_KEY: 'MATON_API_KEY',
}

function fileContent(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    throw invalid([`${name}_FILE: the file ${file} cannot be read`])
  }
}

function appClients(values: Record<string, string>): AppClient[] {
  return apps.map((app) => {
    const { settings } = app
    const id = values[settings.clientId]
    const clientSecret = values[settings.clientSecret]
    if ((id === undefined) !== (clientSecret === undefined)) {
      throw invalid([`${settings.clientId} and ${settings.clientSecret}: set both or none`])
    }
    const apiUrl = originOf(settings.apiUrl, values)
    const oauthUrl = originOf(settings.oauthUrl, values)
    return {
      app,
      apiUrl,
      apiUrlIsVendors: apiUrl === app.apiUrl,
      oauthUrl,
      issuer: oauthUrl,
      client:
        id === undefined || clientSecret === undefined
          ? null
          : { id, secret: new Secret(clientSecret) },
    }
  })
}

function originOf(name: string, values: Record<string, string>): string {
  const parsed = origin.safeParse(values[name])
  if (!parsed.success)
    throw invalid([`${name}: ${parsed.error.issues[0]?.message ?? 'not an origin'}`])
  return parsed.data
}

const secret = (text: string | undefined): Secret | null =>
  text === undefined ? null : new Secret(text)

const defined = (values: Environment): Environment =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))

const invalid = (lines: readonly string[]): Failure =>
  new Failure(
    'invalid_request',
    `The configuration is not valid. ${lines.join('; ')}. docs/configuration.md lists every setting.`,
  )
