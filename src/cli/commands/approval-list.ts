import { jsonOption, type Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { placeOptions, withClient } from '../open-client.ts'
import { table } from '../table.ts'

export const approvalList: Command = {
  summary: 'List requests that wait for a person.',
  usage: 'approval list [--all] [--data-dir D [--owner NAME]] [--json]',
  options: {
    all: { summary: 'Those that are decided or over, too.' },
    ...placeOptions,
    json: jsonOption,
  },
  run: (input, terminal) =>
    withClient(input, async (client) => {
      const approvals = await client.approvals.list(input.flag('all') ? {} : { status: 'PENDING' })
      if (input.flag('json')) {
        terminal.print(JSON.stringify({ approvals }))
      } else {
        const rows = approvals.map((it) => [
          it.approval_id,
          it.status,
          it.key_name,
          it.expires_at,
          it.summary,
        ])
        terminal.print(table(['ID', 'STATUS', 'ASKED BY', 'UNTIL', 'WHAT'], rows))
      }
      return exitCodes.ok
    }),
}
