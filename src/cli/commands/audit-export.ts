import { once } from 'node:events'
import { auditRows, filterOf, filterOptions } from '../audit-filter.ts'
import type { Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { placeOptions, withClient } from '../open-client.ts'

export const auditExport: Command = {
  summary: 'Write the rows of the audit to stdout, oldest first, one JSON object a line.',
  usage:
    'audit export [--since TIME] [--until TIME] [--key KEY_ID] [--connection ID] [--request ID] [--kind KIND] [--data-dir D]',
  options: { ...filterOptions, ...placeOptions },
  run: (input, terminal) => {
    const query = { ...filterOf(input, Date.now()), order: 'asc', limit: 1_000 }
    return withClient(input, async (client) => {
      for await (const row of auditRows(client, query)) {
        terminal.interrupted.throwIfAborted()
        // A slow reader is waited for, so that any number of rows passes through little memory.
        if (!terminal.stdout.write(`${JSON.stringify(row)}\n`)) await once(terminal.stdout, 'drain')
      }
      return exitCodes.ok
    })
  },
}
