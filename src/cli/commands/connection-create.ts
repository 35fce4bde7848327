import type { Client } from '../../client/client.ts'
import type { NewConnection } from '../../client/objects.ts'
import { waitOptions } from '../await-consent.ts'
import { jsonOption, UsageError, type Command, type Input } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { placeOptions, withClient } from '../open-client.ts'
import { readJsonObject } from '../read-all.ts'
import { sendToConsent } from '../send-to-consent.ts'
import { showConnection } from '../show-connection.ts'
import type { Terminal } from '../terminal.ts'

export const connectionCreate: Command = {
  summary: 'Create a connection and get the address where a person consents.',
  usage:
    'connection create APP [--label L] [--method M] [--open] [--wait [--timeout SECONDS]] [--data-dir D [--owner NAME]] [--json]',
  details:
    'With --method SERVER_TO_SERVER no person is asked: {"account_id","client_id","client_secret"} is read from stdin.',
  options: {
    app: { value: 'APP', summary: 'The app, instead of the word.' },
    label: { value: 'L', summary: 'A name for people, e.g. "Work account".' },
    method: { value: 'M', summary: 'OAUTH2 (default) or SERVER_TO_SERVER.' },
    ...waitOptions,
    ...placeOptions,
    json: jsonOption,
  },
  words: { least: 0, most: 1 },
  run: async (input, terminal) => {
    const wish = await wishOf(input, terminal)
    const work = async (client: Client) => {
      const connection = await client.connections.create(wish)
      if (connection.status === 'PENDING') {
        return sendToConsent(client, connection, { input, terminal })
      }
      showConnection(input, terminal, connection)
      return exitCodes.ok
    }
    return withClient(input, work, { mayCreate: true })
  },
}

async function wishOf(input: Input, terminal: Terminal): Promise<NewConnection> {
  const app = input.text('app') ?? input.words[0]
  if (app === undefined) throw new UsageError('Which app? "valetkey connection create APP".')
  const method = input.text('method')?.toUpperCase() ?? 'OAUTH2'
  const label = input.text('label')
  const wish = { app, ...(label !== undefined && { label }) }
  if (method === 'OAUTH2') return { ...wish, method }
  if (method !== 'SERVER_TO_SERVER') {
    throw new UsageError('--method takes OAUTH2 or SERVER_TO_SERVER.')
  }
  return { ...wish, method, credentials: await credentialsFrom(terminal) }
}

async function credentialsFrom(
  terminal: Terminal,
): Promise<NonNullable<NewConnection['credentials']>> {
  const it = await readJsonObject(terminal, '-')
  const { account_id, client_id, client_secret } = it
  if (
    typeof account_id !== 'string' ||
    typeof client_id !== 'string' ||
    typeof client_secret !== 'string'
  ) {
    throw new UsageError('Stdin has to hold "account_id", "client_id" and "client_secret".')
  }
  return { account_id, client_id, client_secret }
}
