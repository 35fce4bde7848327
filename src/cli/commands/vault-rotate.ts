import { lockKeyFile } from '../../database/key-file-lock.ts'
import { createSettingsStore } from '../../database/settings-store.ts'
import { checkSealingKey } from '../../vault/key-check.ts'
import { addKey } from '../../vault/key-file.ts'
import { keyUsage } from '../../vault/key-usage.ts'
import { rewrap, type Rewrapped } from '../../vault/rewrap.ts'
import { jsonOption, UsageError, type Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { noted } from '../noted.ts'
import { folderOption, withVault, type OpenVault } from '../open-vault.ts'
import type { Terminal } from '../terminal.ts'

export const vaultRotate: Command = {
  summary: 'Replace the sealing key, and move every record to the new one while servers run.',
  usage: 'vault rotate [--data-dir D] [--json]',
  details:
    'With a key file, a new key is put in front and a running server takes it at once. With VALETKEY_ENCRYPTION_KEY, its first key is the new one; all servers must have it already.\nInterrupted or killed, it goes on where it stopped when it is run again. Old keys keep opening until "vault retire".',
  options: { ...folderOption, json: jsonOption },
  run: (input, terminal) =>
    withVault(input, async (open) => {
      const unlock = open.keyFile === null ? () => undefined : lockKeyFile(open.config.dataDir)
      try {
        await checkSealingKey(createSettingsStore(open.database), open.vault)
        const added = await newKey(open, terminal)
        const done = await rewrap({ ...progress(terminal), ...open, store: open.records })
        await noted(
          open,
          'vault_rotated',
          `${done.moved} records moved to key ${open.vault.currentKeyId}`,
        )
        await open.database.scrub()
        const usage = keyUsage(open.keys(), await open.records.countByKey())
        const idle = usage.filter(({ role, records }) => role === 'former' && records === 0)
        const retirable = idle.map(({ keyId }) => keyId)
        if (input.flag('json'))
          terminal.print(JSON.stringify(written(open, { added, done, retirable })))
        tell(terminal, done, { ...open, retirable })
        return done.left.length === 0 ? exitCodes.ok : exitCodes.error
      } finally {
        unlock()
      }
    }),
}

/** A rotation that was cut short is ended first: then its key is the new one. True when a key was made. */
async function newKey(open: OpenVault, { say }: Terminal): Promise<boolean> {
  const [current, ...former] = open.keys()
  const counts = await open.records.countByKey()
  const others = counts.filter(({ keyId }) => former.some(({ id }) => id === keyId))
  if (others.length > 0) {
    say(`Moving records to key ${current.id}.`)
    return false
  }
  if (open.keyFile !== null) {
    say(`Made key ${addKey(open.keyFile).id} and put it in front. Moving records to it.`)
    return true
  }
  if (former.length > 0) return false
  throw new UsageError(
    `VALETKEY_ENCRYPTION_KEY holds one key, ${current.id}, and it seals everything. Put a new key in front of it, separated by a comma; docs/deploy.md has the order for several servers.`,
  )
}

const everyMs = 1_000

function progress({ say, interrupted }: Terminal): {
  onMoved: (moved: number) => void
  signal: AbortSignal
} {
  let toldAt = Date.now()
  const onMoved = (moved: number): void => {
    if (Date.now() - toldAt < everyMs) return
    toldAt = Date.now()
    say(`${moved} records moved.`)
  }
  return { onMoved, signal: interrupted }
}

interface Outcome {
  readonly added: boolean
  readonly done: Rewrapped
  readonly retirable: readonly string[]
}

function written({ vault }: OpenVault, { added, done, retirable }: Outcome) {
  return {
    current_key_id: vault.currentKeyId,
    created: added,
    moved: done.moved,
    left: done.left.reduce((sum, { records }) => sum + records, 0),
    unopened: done.unopened,
    no_longer_needed: retirable,
  }
}

function tell(
  { say }: Terminal,
  { moved, left, unopened }: Rewrapped,
  { vault, keyFile, retirable }: OpenVault & { readonly retirable: readonly string[] },
): void {
  say(`${moved} records were moved. Key ${vault.currentKeyId} is the current one.`)
  for (const { table, id, column } of unopened) {
    say(`Not moved, because it does not open: ${table}.${column} of ${id}.`)
  }
  for (const { table, column, keyId, records } of left) {
    say(`Still under key ${keyId}: ${records} in ${table}.${column}.`)
  }
  for (const id of retirable) say(`Key ${id} is no longer needed. ${howToRetire(id, keyFile)}`)
}

const howToRetire = (id: string, keyFile: string | null): string =>
  keyFile === null
    ? 'Take it out of VALETKEY_ENCRYPTION_KEY and restart the servers one by one.'
    : `Remove it with: valetkey vault retire ${id}`
