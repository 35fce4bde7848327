import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { lockKeyFile } from '../../database/key-file-lock.ts'
import { Failure } from '../../errors.ts'
import { removeKey } from '../../vault/key-file.ts'
import { keyUsage } from '../../vault/key-usage.ts'
import { jsonOption, UsageError, type Command } from '../command.ts'
import { confirmed, yesOption } from '../confirm.ts'
import { exitCodes } from '../exit-codes.ts'
import { noted } from '../noted.ts'
import { folderOption, withVault, type OpenVault } from '../open-vault.ts'
import type { Terminal } from '../terminal.ts'

export const vaultRetire: Command = {
  summary: 'Take a sealing key that no record needs out of the key file.',
  usage: 'vault retire KEY_ID [--yes] [--data-dir D] [--json]',
  details:
    'Refuses while a record needs the key. A backup made before the rotation still needs it: keep a copy of the key as long as you keep that backup.',
  options: { yes: { ...yesOption, short: 'y' }, ...folderOption, json: jsonOption },
  words: { least: 1, most: 1 },
  run: async (input, terminal) => {
    const [id = ''] = input.words
    const question = `Remove key ${id}? Older backups cannot be opened without it.`
    if (!input.flag('yes') && !(await confirmed(terminal, question))) {
      terminal.say('Nothing was done.')
      return exitCodes.error
    }
    return withVault(input, async (open) => {
      if (open.keyFile === null) throw notOurs(id)
      const unlock = lockKeyFile(open.config.dataDir)
      try {
        await refuseWhileNeeded(id, open)
        await settled(open.keyFile, terminal)
        await refuseWhileNeeded(id, open)
        removeKey(open.keyFile, id)
        await noted(open, 'vault_key_retired', `key ${id}`)
        await open.database.scrub()
      } finally {
        unlock()
      }
      if (input.flag('json')) terminal.print(JSON.stringify({ key_id: id, retired: true }))
      else
        terminal.say(
          `Key ${id} is gone from the key file. Running servers forget it when they end.`,
        )
      return exitCodes.ok
    })
  },
}

const notOurs = (id: string): UsageError =>
  new UsageError(
    `The keys come from VALETKEY_ENCRYPTION_KEY. "valetkey vault status" tells whether a record needs key ${id}; if not, take it out there and restart the servers one by one.`,
  )

async function refuseWhileNeeded(id: string, { keys, records, config }: OpenVault): Promise<void> {
  const ring = keys()
  const usage = keyUsage(ring, await records.countByKey()).find(({ keyId }) => keyId === id)
  if (!usage || usage.role === 'missing') {
    const known = ring.map((key) => key.id).join(', ')
    throw new Failure('not_found', `There is no key ${id} in the key file. It holds ${known}.`)
  }
  if (usage.role === 'current') {
    throw new Failure(
      'conflict',
      `Key ${id} is the current one. Run "valetkey vault rotate" first.`,
    )
  }
  if (usage.records > 0) {
    throw new Failure(
      'conflict',
      `${usage.records} records still need key ${id}. Run "valetkey vault rotate" first. Nothing was changed.`,
    )
  }
  if (holdsSpooled(config.dataDir, id)) {
    throw new Failure(
      'conflict',
      `Tokens in ${join(config.dataDir, 'spool')} still need key ${id}: a server could not store them yet. Start the server, wait until the folder is empty, and run this again. Nothing was changed.`,
    )
  }
}

/** Rotated tokens that wait on this disk for a database that was away. A rotation does not touch them: they are about to move. */
function holdsSpooled(dataDir: string, id: string): boolean {
  try {
    const folder = join(dataDir, 'spool')
    const files = readdirSync(folder).filter((name) => !name.endsWith('.part'))
    return files.some((name) => readFileSync(join(folder, name), 'latin1').startsWith(`v1.${id}.`))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
}

/** Longer than a statement of ours may take. A value sealed just before the key file changed has landed by then. */
const landingMs = 20_000

async function settled(keyFile: string, { say, interrupted }: Terminal): Promise<void> {
  const waitMs = statSync(keyFile).mtimeMs + landingMs - Date.now()
  if (waitMs <= 0) return
  say(`The key file has just changed. Waiting ${Math.ceil(waitMs / 1_000)} s for writes under way.`)
  await sleep(Math.min(waitMs, landingMs), null, { signal: interrupted })
}
