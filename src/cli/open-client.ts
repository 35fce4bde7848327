import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createClient, type Client } from '../client/client.ts'
import { readConfig, type Config } from '../config.ts'
import { Failure } from '../errors.ts'
import { UsageError, type Input, type Option } from './command.ts'

const defaultUrl = 'http://127.0.0.1:8787'
const defaultOwner = 'default'

/** Options of every command that can talk to a server or work on its store directly. */
export const placeOptions: Readonly<Record<string, Option>> = {
  'data-dir': { value: 'D', summary: 'Work on this data folder directly, without an API key.' },
  owner: {
    value: 'NAME',
    summary: 'Whose keys and connections, with --data-dir. Default "default".',
  },
}

/** Where a server is and the key to show it. */
export function serverOf(config: Config): { url: string; apiKey: string } {
  const { url, apiKey } = config.client
  if (apiKey === null) {
    throw new Failure(
      'invalid_api_key',
      'There is no API key in VALETKEY_API_KEY. "valetkey key create --data-dir DIR" makes one on the machine of the server.',
    )
  }
  return { url: url ?? defaultUrl, apiKey: apiKey.reveal() }
}

/** Runs a command's work with a client: of the server in VALETKEY_URL, or of the store itself. */
export async function withClient(
  input: Input,
  work: (client: Client) => Promise<number>,
  { mayCreate = false }: { mayCreate?: boolean } = {},
): Promise<number> {
  const folder = input.text('data-dir')
  const config = readConfig({ VALETKEY_DATA_DIR: folder })
  const direct = folder !== undefined || (config.databaseUrl !== null && config.client.url === null)
  if (direct) return withStore(config, { input, work, mayCreate })
  if (input.text('owner') !== undefined) {
    throw new UsageError('--owner works only with --data-dir: an API key belongs to one owner.')
  }
  return work(createClient(serverOf(config)))
}

interface Work {
  readonly input: Input
  readonly work: (client: Client) => Promise<number>
  readonly mayCreate: boolean
}

/** Loaded late: most commands never open a store. */
async function withStore(config: Config, { input, work, mayCreate }: Work): Promise<number> {
  if (!mayCreate && config.databaseUrl === null) refuseUnlessStore(config.dataDir)
  const { openOperator } = await import('../operator.ts')
  const { asTheServerRuns } = await import('./beside-server.ts')
  const { version } = await import('./version.ts')
  const { config: effective, publicUrl } = await asTheServerRuns(config)
  const ownerName = input.text('owner') ?? defaultOwner
  const operator = await openOperator(effective, {
    ownerName,
    publicUrl,
    version: version(),
    now: () => Date.now(),
  })
  try {
    return await work(createClient({ url: publicUrl, apiKey: 'operator', fetch: operator.fetch }))
  } finally {
    await operator.close()
  }
}

/** A mistyped folder must not become a new, empty store that then has no keys. */
export function refuseUnlessStore(dataDir: string): void {
  if (existsSync(join(dataDir, 'valetkey.db'))) return
  throw new Failure(
    'not_found',
    `There is no Valetkey database in ${dataDir}. Check --data-dir, or run "valetkey start --data-dir ${dataDir}" first.`,
  )
}
