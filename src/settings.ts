import type { RateLimits } from './apps/app.ts'
import { apps } from './apps/registry.ts'

/** One environment variable. */
export interface Setting {
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
  {
    name: 'VALETKEY_TRUST_PROXY',
    summary:
      'Networks of your own proxies, in CIDR notation and separated by commas. What they put into X-Forwarded-For is believed; without this, nobody is.',
    default: null,
  },
  {
    name: 'VALETKEY_APPROVAL_WEBHOOK',
    summary: 'Address that is told when a request waits for a person.',
    default: null,
  },
  {
    name: 'VALETKEY_APPROVAL_WEBHOOK_SECRET',
    summary: 'Signs what is sent there, as Standard Webhooks says: whsec_ and base64.',
    default: null,
    secret: true,
  },
  {
    name: 'VALETKEY_APPROVAL_COMMAND',
    summary: 'Program that is run when a request waits for a person. It gets JSON on its stdin.',
    default: null,
  },
  { name: 'LOG_LEVEL', summary: 'debug, info, warn, error or silent.', default: 'info' },
  {
    name: 'VALETKEY_WORKERS',
    summary: 'How many processes answer requests; auto takes one for each processor core.',
    default: '1',
  },
  {
    name: 'VALETKEY_SHUTDOWN_DELAY_MS',
    summary:
      'How long a server that was told to stop is not ready but still accepts, so that load balancers notice first. Without a value 5000 with PostgreSQL, 0 with SQLite.',
    default: null,
  },
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
    name: 'VALETKEY_AUDIT',
    summary: 'on, or off: then nothing is recorded of what is called and administered.',
    default: 'on',
  },
  {
    name: 'VALETKEY_AUDIT_KEEP_DAYS',
    summary: 'Rows of the audit that are older are removed.',
    default: '90',
  },
  {
    name: 'VALETKEY_AUDIT_MAX_MB',
    summary: 'The oldest rows are removed when the audit grows beyond this size.',
    default: '1000',
  },
  {
    name: 'VALETKEY_METRICS_TOKEN',
    summary:
      'Opens /metrics to whoever shows it, 16 characters or more (docs/metrics.md). Without it there is no such page.',
    default: null,
    secret: true,
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
  {
    name: 'VALETKEY_DEBUG_STOP_AT',
    summary:
      'For fault drills only: a step of a refresh at which the process ends (kill:after_answer) or halts (halt:after_answer). off stops nowhere.',
    default: 'off',
  },
  {
    name: 'VALETKEY_DEBUG_CLOCK_MS',
    summary: "For fault drills only: how far this process's clock is ahead of the system's.",
    default: '0',
  },
]

function planSetting(name: string, { plans, usualPlan }: RateLimits): Setting {
  const names = plans.map((plan) => plan.name).join(', ')
  return {
    name,
    summary: `Plan of the connected accounts, where answers do not tell it: ${names}. Calls are held back so that the vendor does not have to refuse them.`,
    default: usualPlan,
  }
}

/**
 * Every setting, in the order of the documentation. The apps' own settings come from their data.
 *
 * @public docs/configuration.md is made of it
 */
export function describeSettings(): readonly Setting[] {
  const ofApps = new Map<string, Setting>()
  for (const { title, settings, apiUrl, oauthUrl, rateLimits } of apps) {
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
    if (rateLimits) add(planSetting(settings.plan, rateLimits))
  }
  return [...own.slice(0, 6), ...ofApps.values(), ...own.slice(6)]
}
