import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import type { App, RateLimits } from './apps/app.ts'
import { apps } from './apps/registry.ts'
import type { AnnouncementSettings } from './approvals/announce.ts'
import { Failure } from './errors.ts'
import type { LogLevel } from './log.ts'
import { parseCidrs, type Cidrs } from './policy/cidr.ts'
import type { AppClient } from './oauth/app-client.ts'
import type { Secret } from './secret.ts'
import { createSettingValues, type SettingValues } from './setting-values.ts'
import { describeSettings } from './settings.ts'

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
  /** How many processes answer requests. */
  readonly workers: number
  /** How long a server that was told to stop goes on accepting, so that load balancers notice first. */
  readonly shutdownDelayMs: number
  /** Proxies that say where a request came from. */
  readonly trustedProxies: Cidrs | null
  /** How people learn that a request waits for them. */
  readonly announcements: AnnouncementSettings
  readonly upstream: {
    readonly connectionsPerOrigin: number
    readonly connectMs: number
    readonly headersMs: number
    readonly idleMs: number
  }
  /** Null: nothing is recorded. */
  readonly audit: { readonly keepMs: number; readonly maxBytes: number } | null
  /** Opens `/metrics`; null: there is no such page. */
  readonly metricsToken: Secret | null
  /** For commands that talk to a server. */
  readonly client: { readonly url: string | null; readonly apiKey: Secret | null }
  /** Program that opens addresses; null: whatever the system uses. */
  readonly browser: string | null
  /** What a fault drill does to this process (docs/drill.md). Nothing, unless somebody asks for it. */
  readonly debug: { readonly stop: Stop | null; readonly clockMs: number }
}

interface Stop {
  readonly at: (typeof stopPoints)[number]
  readonly how: (typeof stopWays)[number]
}

const stopWays = ['kill', 'halt'] as const
const stopPoints = [
  'after_lease',
  'before_ask',
  'after_answer',
  'before_commit',
  'after_commit',
  'before_release',
] as const

export type Environment = Readonly<Record<string, string | undefined>>

/** Reads the environment, with command-line values laid over it. What is wrong is said by name, never by value. */
export function readConfig(
  overrides: Environment = {},
  environment: Environment = process.env,
): Config {
  const values = createSettingValues(valuesOf({ ...environment, ...defined(overrides) }))
  const config: Config = {
    host: values.text('HOST') ?? '',
    port: values.whole('PORT', { least: 0, most: 65_535 }),
    publicUrl: values.origin('VALETKEY_PUBLIC_URL'),
    dataDir: resolve(values.text('VALETKEY_DATA_DIR') ?? ''),
    databaseUrl: values.secret('DATABASE_URL'),
    encryptionKey: values.secret('VALETKEY_ENCRYPTION_KEY'),
    appClients: apps.map((app) => appClient(app, values)),
    logLevel: values.choice('LOG_LEVEL', logLevels),
    workers: workers(values),
    shutdownDelayMs: shutdownDelay(values),
    trustedProxies: networks('VALETKEY_TRUST_PROXY', values),
    announcements: announcements(values, environment),
    upstream: {
      connectionsPerOrigin: values.whole('VALETKEY_UPSTREAM_CONNECTIONS', {
        least: 1,
        most: 10_000,
      }),
      connectMs: values.whole('VALETKEY_CONNECT_TIMEOUT_MS', milliseconds),
      headersMs: values.whole('VALETKEY_HEADERS_TIMEOUT_MS', milliseconds),
      idleMs: values.whole('VALETKEY_IDLE_TIMEOUT_MS', milliseconds),
    },
    audit: auditOf(values),
    metricsToken: metricsToken(values),
    client: { url: values.address('VALETKEY_URL'), apiKey: values.secret('VALETKEY_API_KEY') },
    browser: values.text('BROWSER'),
    debug: {
      stop: stopOf(values),
      clockMs: values.whole('VALETKEY_DEBUG_CLOCK_MS', { least: -dayMs, most: dayMs }),
    },
  }
  if (values.complaints.length > 0) throw invalid(values.complaints)
  return Object.freeze(config)
}

function auditOf(values: SettingValues): Config['audit'] {
  const keepMs = values.whole('VALETKEY_AUDIT_KEEP_DAYS', { least: 1, most: 36_500 }) * 86_400_000
  const maxBytes = values.whole('VALETKEY_AUDIT_MAX_MB', { least: 1, most: 1_000_000 }) * 1_000_000
  return values.choice('VALETKEY_AUDIT', ['on', 'off']) === 'on' ? { keepMs, maxBytes } : null
}

function metricsToken(values: SettingValues): Secret | null {
  const name = 'VALETKEY_METRICS_TOKEN'
  const secret = values.secret(name)
  if (secret !== null && secret.reveal().length < 16)
    values.complain(`${name} has to be at least 16 characters long`)
  return secret
}

const logLevels = ['info', 'debug', 'warn', 'error', 'silent'] as const
function workers(values: SettingValues): number {
  const name = 'VALETKEY_WORKERS'
  if (values.text(name) === 'auto') return availableParallelism()
  return values.whole(name, { least: 1, most: 256 })
}

/** Beside SQLite nobody takes over, so there is nothing to wait for. */
function shutdownDelay(values: SettingValues): number {
  const name = 'VALETKEY_SHUTDOWN_DELAY_MS'
  if (values.text(name) === null) return values.text('DATABASE_URL') === null ? 0 : 5_000
  return values.whole(name, { least: 0, most: 600_000 })
}

const milliseconds = { least: 1, most: 3_600_000 }
const dayMs = 86_400_000

function stopOf(values: SettingValues): Stop | null {
  const ways = stopPoints.flatMap((at) => stopWays.map((how) => ({ at, how })))
  const name = 'VALETKEY_DEBUG_STOP_AT'
  const chosen = values.choice(name, ['off', ...ways.map(({ at, how }) => `${how}:${at}`)])
  return ways.find(({ at, how }) => chosen === `${how}:${at}`) ?? null
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
    const direct =
      filled(environment[setting.name]) ?? filled(environment[aliases[setting.name] ?? ''])
    const file = setting.secret ? filled(environment[`${setting.name}_FILE`]) : undefined
    const value = direct ?? (file && fileContent(setting.name, file)) ?? setting.default
    if (value !== null) values[setting.name] = value
  }
  return values
}

const filled = (value: string | undefined): string | undefined => (value === '' ? undefined : value)

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

function announcements(values: SettingValues, environment: Environment): AnnouncementSettings {
  const name = 'VALETKEY_APPROVAL_WEBHOOK_SECRET'
  const secret = values.secret(name)
  // At least 24 bytes (https://www.standardwebhooks.com): a shorter one could be guessed.
  if (secret !== null && !/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/.test(secret.reveal()))
    values.complain(`${name} has to be whsec_ and at least 24 bytes in base64`)
  return {
    webhook: values.address('VALETKEY_APPROVAL_WEBHOOK'),
    webhookSecret: secret,
    command: values.text('VALETKEY_APPROVAL_COMMAND'),
    path: environment['PATH'] ?? null,
  }
}

function networks(name: string, values: SettingValues): Cidrs | null {
  const text = values.text(name)
  const cidrs = text === null ? null : parseCidrs(text.split(',').map((part) => part.trim()))
  if (text !== null && cidrs === null)
    values.complain(`${name} has to be networks like 10.0.0.0/8, separated by commas`)
  return cidrs
}

function appClient(app: App, values: SettingValues): AppClient {
  const { settings } = app
  const id = values.text(settings.clientId)
  const secret = values.secret(settings.clientSecret)
  if ((id === null) !== (secret === null)) {
    values.complain(`${settings.clientId} and ${settings.clientSecret} have to be set together`)
  }
  const apiUrl = values.origin(settings.apiUrl) ?? app.apiUrl
  const oauthUrl = values.origin(settings.oauthUrl) ?? app.oauthUrl
  return {
    app,
    apiUrl,
    apiUrlIsVendors: apiUrl === app.apiUrl,
    oauthUrl,
    issuer: oauthUrl,
    ...(app.rateLimits && { plan: planOf(app.rateLimits, settings.plan, values) }),
    client: id === null || secret === null ? null : { id, secret },
  }
}

function planOf(
  { plans: [first, ...others] }: RateLimits,
  name: string,
  values: SettingValues,
): string {
  return values.choice(name, [first.name, ...others.map((plan) => plan.name)])
}

const defined = (values: Environment): Environment =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))

const invalid = (lines: readonly string[]): Failure =>
  new Failure(
    'invalid_request',
    `The configuration is not valid. ${lines.join('; ')}. docs/configuration.md lists every setting.`,
  )
