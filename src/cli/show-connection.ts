import type { Connection } from '../client/objects.ts'
import type { Input } from './command.ts'
import { facts } from './table.ts'
import type { Terminal } from './terminal.ts'

/** Prints one connection: the API's object with `--json`, else what a person needs of it. */
export function showConnection(input: Input, terminal: Terminal, it: Connection): void {
  if (input.flag('json')) {
    terminal.print(JSON.stringify(it))
    return
  }
  terminal.print(
    facts([
      ['id', it.connection_id],
      ['app', it.app],
      ['status', it.status],
      ['error', it.error && `${it.error.code}: ${it.error.message}`],
      ['label', it.label],
      ['account', it.account_email ?? it.account_id],
      ['method', it.method],
      ['created', it.creation_time],
      ['updated', it.last_updated_time],
      ['scopes', it.scopes.join(' ')],
      ['url', it.url],
    ]),
  )
}
