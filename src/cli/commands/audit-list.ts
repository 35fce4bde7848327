import { auditRows, filterOf, filterOptions, type AuditRow } from '../audit-filter.ts'
import { jsonOption, UsageError, type Command, type Input } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { placeOptions, withClient } from '../open-client.ts'
import { table } from '../table.ts'

const usualRows = 50

export const auditList: Command = {
  summary: 'List what was called and administered, newest first.',
  usage:
    'audit list [--since TIME] [--until TIME] [--key KEY_ID] [--connection ID] [--request ID] [--kind KIND] [--limit N] [--data-dir D] [--json]',
  details:
    'With an API key, the rows of its owner. With --data-dir, the rows of all owners and those of the operator.',
  options: {
    ...filterOptions,
    limit: { value: 'N', summary: `How many rows at most. Default ${usualRows}.` },
    ...placeOptions,
    json: jsonOption,
  },
  run: (input, terminal) => {
    const [limit, query] = [limitOf(input), filterOf(input, Date.now())]
    return withClient(input, async (client) => {
      const rows: AuditRow[] = []
      for await (const row of auditRows(client, { ...query, limit: Math.min(limit, 1_000) })) {
        rows.push(row)
        if (rows.length === limit) break
      }
      if (input.flag('json')) terminal.print(JSON.stringify({ rows }))
      else terminal.print(table(headings, rows.map(cells)))
      return exitCodes.ok
    })
  },
}

function limitOf(input: Input): number {
  const limit = Number(input.text('limit') ?? usualRows)
  if (Number.isSafeInteger(limit) && limit > 0) return limit
  throw new UsageError('--limit takes a whole number from 1.')
}

const headings = ['ROW', 'TIME', 'KIND', 'WHAT', 'RESULT', 'BY', 'CONNECTION']

const cells = (row: AuditRow): string[] => [
  `${row.seq}`,
  row.time.slice(0, 23),
  row.kind,
  row.act ?? [row.method, row.path].filter(Boolean).join(' '),
  [row.status, row.error, row.detail].filter((part) => part !== null).join(' '),
  row.key_id ?? row.actor,
  row.connection_id ?? '',
]
