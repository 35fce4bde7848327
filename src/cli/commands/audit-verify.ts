import { loadAuditKey } from '../../audit/audit-key.ts'
import { createAuditStore } from '../../audit/audit-store.ts'
import { verify, type Finding, type Verdict } from '../../audit/verify.ts'
import { createSettingsStore } from '../../database/settings-store.ts'
import { jsonOption, UsageError, type Command, type Input } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { folderOption, withVault } from '../open-vault.ts'
import type { Terminal } from '../terminal.ts'

export const auditVerify: Command = {
  summary: 'Prove that no row of the audit was changed, removed, added or moved.',
  usage: 'audit verify [--head ROW:PROOF] [--data-dir D] [--json]',
  details:
    'Reads the whole chain on the store itself, also while a server writes. Exit code 1 means that it does not hold, and the rows are named.\nIt prints the head. Keep it in another place, and give it to a later run with --head: then an older copy of the database cannot pass for this one.',
  options: {
    head: { value: 'ROW:PROOF', summary: 'A head that an earlier run printed.' },
    ...folderOption,
    json: jsonOption,
  },
  run: (input, terminal) => {
    const anchor = anchorOf(input)
    return withVault(input, async ({ database, vault }) => {
      const key = await loadAuditKey(createSettingsStore(database), vault)
      const verdict = await verify({ store: createAuditStore({ database, key }), key, anchor })
      if (input.flag('json')) terminal.print(JSON.stringify(written(verdict)))
      else tell(terminal, verdict)
      return verdict.findings.length === 0 ? exitCodes.ok : exitCodes.error
    })
  },
}

function anchorOf(input: Input): { seq: number; proof: string } | null {
  const text = input.text('head')
  if (text === undefined) return null
  const [, seq, proof] = /^(\d{1,15}):([\w-]{1,64})$/.exec(text) ?? []
  if (seq === undefined || proof === undefined) {
    throw new UsageError('--head takes what "valetkey audit verify" printed as the head.')
  }
  return { seq: Number(seq), proof }
}

const written = ({ findings, more, rows, first, head, lost }: Verdict) => ({
  verified: findings.length === 0,
  rows,
  first_row: first,
  head: `${head.seq}:${head.proof}`,
  rows_lost: lost,
  findings,
  more,
})

function tell(
  { say, print }: Terminal,
  { findings, more, rows, first, head, lost }: Verdict,
): void {
  for (const finding of findings) print(sentence(finding))
  if (more) print('There are more places like these.')
  if (lost > 0) say(`${lost} rows were never written, because the store was away for too long.`)
  if (findings.length === 0) {
    print(
      rows === 0
        ? 'The audit has no rows.'
        : `${rows} rows, ${first} to ${head.seq}: none was changed.`,
    )
  }
  print(`Head: ${head.seq}:${head.proof}`)
}

const sentence = ({ from, to, problem }: Finding): string =>
  from === to ? `Row ${from}: ${problem}.` : `Rows ${from} to ${to}: ${problem}.`
