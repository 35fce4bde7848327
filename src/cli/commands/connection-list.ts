import type { Connection, ConnectionFilter } from '../../client/objects.ts'
import { jsonOption, UsageError, type Command, type Input } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { placeOptions, withClient } from '../open-client.ts'
import { table } from '../table.ts'

export const connectionList: Command = {
  summary: 'List connections, oldest first.',
  usage: 'connection list [--app APP] [--status STATUS] [--data-dir D [--owner NAME]] [--json]',
  options: {
    app: { value: 'APP', summary: 'Only those of this app.' },
    status: { value: 'STATUS', summary: 'Only PENDING, ACTIVE or FAILED ones.' },
    ...placeOptions,
    json: jsonOption,
  },
  run: (input, terminal) => {
    const filter = filterOf(input)
    return withClient(input, async (client) => {
      const connections: Connection[] = []
      for await (const connection of client.connections.all(filter)) connections.push(connection)
      if (input.flag('json')) {
        terminal.print(JSON.stringify({ connections, next_token: null }))
        return exitCodes.ok
      }
      const rows = connections.map((it) => [
        it.connection_id,
        it.app,
        it.error ? `${it.status} (${it.error.code})` : it.status,
        it.label ?? '',
        it.account_email ?? it.account_id ?? '',
        it.creation_time,
      ])
      terminal.print(table(['ID', 'APP', 'STATUS', 'LABEL', 'ACCOUNT', 'CREATED'], rows))
      return exitCodes.ok
    })
  },
}

function filterOf(input: Input): ConnectionFilter {
  const app = input.text('app')
  const status = input.text('status')?.toUpperCase()
  if (status !== undefined && !isStatus(status)) {
    throw new UsageError('--status takes PENDING, ACTIVE or FAILED.')
  }
  return { ...(app !== undefined && { app }), ...(status !== undefined && { status }) }
}

const isStatus = (text: string): text is NonNullable<ConnectionFilter['status']> =>
  ['PENDING', 'ACTIVE', 'FAILED'].includes(text)
