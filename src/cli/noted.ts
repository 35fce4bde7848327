import { openAudit } from '../audit/open-audit.ts'
import type { OpenVault } from './open-vault.ts'

/** Writes into the audit what an operator's command has done, before the command ends. */
export async function noted(
  { database, vault, config }: Pick<OpenVault, 'database' | 'vault' | 'config'>,
  act: string,
  detail: string,
): Promise<void> {
  let trouble: unknown = null
  const { audit, acts } = await openAudit({
    ...{ database, vault, now: () => Date.now(), retention: config.audit },
    onTrouble: (error) => (trouble = error),
    onLost: () => undefined,
  })
  acts(act, { actor: 'operator', detail })
  await audit.close()
  if (trouble instanceof Error) throw trouble
}
