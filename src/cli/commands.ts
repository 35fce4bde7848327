import type { Commands, LoadCommand } from './command.ts'

/** Every command by the words that name it. A command's code is loaded only when it runs. */
export const commands: Commands = {
  start: async () => (await import('./commands/start.ts')).start,
  simulator: async () => (await import('./commands/simulator.ts')).simulator,
  api: async () => (await import('./commands/api.ts')).api,
  mcp: async () => (await import('./commands/mcp.ts')).mcp,
  'recording download': async () =>
    (await import('./commands/recording-download.ts')).firstRecordingDownload(),
  completion: async () =>
    (await import('./commands/completion.ts')).completionOf(commands, findCommand),
  'key create': async () => (await import('./commands/key-create.ts')).keyCreate,
  'key list': async () => (await import('./commands/key-list.ts')).keyList,
  'key show': async () => (await import('./commands/key-show.ts')).keyShow,
  'key update': async () => (await import('./commands/key-update.ts')).keyUpdate,
  'key revoke': async () => (await import('./commands/key-revoke.ts')).keyRevoke,
  'approval list': async () => (await import('./commands/approval-list.ts')).approvalList,
  'approval show': async () => (await import('./commands/approval-show.ts')).approvalShow,
  'approval approve': async () => (await import('./commands/approval-decide.ts')).approvalApprove,
  'approval deny': async () => (await import('./commands/approval-decide.ts')).approvalDeny,
  'connection list': async () => (await import('./commands/connection-list.ts')).connectionList,
  'connection create': async () =>
    (await import('./commands/connection-create.ts')).connectionCreate,
  'connection get': async () => (await import('./commands/connection-get.ts')).connectionGet,
  'connection open': async () => (await import('./commands/connection-open.ts')).connectionOpen,
  'connection reconnect': async () =>
    (await import('./commands/connection-reconnect.ts')).connectionReconnect,
  'connection delete': async () =>
    (await import('./commands/connection-delete.ts')).connectionDelete,
  'connection import': async () =>
    (await import('./commands/connection-import.ts')).connectionImport,
  'audit list': async () => (await import('./commands/audit-list.ts')).auditList,
  'audit export': async () => (await import('./commands/audit-export.ts')).auditExport,
  'audit verify': async () => (await import('./commands/audit-verify.ts')).auditVerify,
  'vault status': async () => (await import('./commands/vault-status.ts')).vaultStatus,
  'vault rotate': async () => (await import('./commands/vault-rotate.ts')).vaultRotate,
  'vault retire': async () => (await import('./commands/vault-retire.ts')).vaultRetire,
  backup: async () => (await import('./commands/backup.ts')).backup,
  restore: async () => (await import('./commands/restore.ts')).restore,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  help: async () => (await import('./commands/help.ts')).helpOn(commands),
}

/** Words that other programs have taught people. */
const aliases: Readonly<Record<string, string>> = {
  serve: 'start',
  sim: 'simulator',
  'key ls': 'key list',
  'key view': 'key show',
  'approval ls': 'approval list',
  'approval view': 'approval show',
  'connection ls': 'connection list',
  'audit ls': 'audit list',
  'connection view': 'connection get',
}

/** Splits what was typed into the command's name and the rest. Null when no command is named so. */
export function findCommand(
  args: readonly string[],
): { name: string; load: LoadCommand; rest: readonly string[] } | null {
  for (const length of [2, 1]) {
    const typed = args.slice(0, length).join(' ')
    const name = aliases[typed] ?? typed
    const load = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (load && args.length >= length) return { name, load, rest: args.slice(length) }
  }
  return null
}
