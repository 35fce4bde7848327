import { keyUsage, type KeyUsage } from '../../vault/key-usage.ts'
import { jsonOption, type Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { folderOption, withVault } from '../open-vault.ts'
import { table } from '../table.ts'

export const vaultStatus: Command = {
  summary: 'Tell which sealing keys there are and how many records each one seals.',
  usage: 'vault status [--data-dir D] [--json]',
  details:
    'Keys are shown by id, the first 8 hex digits of their SHA-256. Exit code 1 means that a record needs a key that is not here.',
  options: { ...folderOption, json: jsonOption },
  run: (input, terminal) =>
    withVault(input, async ({ records, keys, vault, keyFile }) => {
      const usage = keyUsage(keys(), await records.countByKey())
      if (input.flag('json')) {
        const origin = keyFile === null ? 'environment' : 'file'
        const shown = { current_key_id: vault.currentKeyId, origin, keys: usage.map(written) }
        terminal.print(JSON.stringify(shown))
      } else {
        terminal.print(table(['KEY', 'ROLE', 'WHERE', 'RECORDS'], usage.flatMap(rowsOf)))
        terminal.say(`The keys come from ${keyFile ?? 'VALETKEY_ENCRYPTION_KEY'}.`)
      }
      return usage.some(({ role }) => role === 'missing') ? exitCodes.error : exitCodes.ok
    }),
}

const written = ({ keyId, role, records, byColumn }: KeyUsage) => ({
  key_id: keyId,
  role,
  records,
  by_column: Object.fromEntries(byColumn.map((one) => [`${one.table}.${one.column}`, one.records])),
})

function rowsOf({ keyId, role, byColumn }: KeyUsage): string[][] {
  if (byColumn.length === 0) return [[keyId, role, 'nowhere', '0']]
  return byColumn.map((one) => [keyId, role, `${one.table}.${one.column}`, `${one.records}`])
}
