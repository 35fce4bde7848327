import { readConfig } from '../../config.ts'
import { Failure } from '../../errors.ts'
import { asTheServerRuns } from '../beside-server.ts'
import { jsonOption, type Command } from '../command.ts'
import { addressFindings } from '../doctor/addresses.ts'
import { fine, wrong, type Finding } from '../doctor/finding.ts'
import { machineFindings } from '../doctor/machine.ts'
import { networkFindings } from '../doctor/network.ts'
import { storeFindings } from '../doctor/store.ts'
import { exitCodes } from '../exit-codes.ts'

export const doctor: Command = {
  summary: 'Look for what is wrong with this installation, and say how to fix it.',
  usage: 'doctor [--data-dir D] [--json]',
  details:
    'Exit code 0 means that nothing is wrong; warnings do not count. Needs no API key and sends none.',
  options: {
    'data-dir': { value: 'D', summary: 'Folder for the database and the sealing key.' },
    json: jsonOption,
  },
  async run(input, terminal) {
    const findings = await examine(input.text('data-dir'))
    const healthy = findings.every(({ status }) => status !== 'problem')
    if (input.flag('json')) terminal.print(JSON.stringify({ healthy, findings }))
    else for (const finding of findings) terminal.print(lineOf(finding))
    return healthy ? exitCodes.ok : exitCodes.error
  },
}

async function examine(dataDir: string | undefined): Promise<Finding[]> {
  let config
  try {
    config = readConfig({ VALETKEY_DATA_DIR: dataDir })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const fix = 'Correct these settings; docs/configuration.md explains each one.'
    return [wrong('config', error.message, fix)]
  }
  const { config: effective, publicUrl } = await asTheServerRuns(config)
  return [
    fine('config', 'Every setting can be read.'),
    ...machineFindings(config),
    ...addressFindings(publicUrl),
    ...(await storeFindings(config, publicUrl)),
    ...(await networkFindings(effective, config.client.url ?? publicUrl)),
  ]
}

const marks = { ok: 'ok     ', warning: 'warning', problem: 'PROBLEM' } as const

const lineOf = ({ check, status, detail, fix }: Finding): string =>
  `${marks[status]}  ${check}: ${detail}${fix === null ? '' : `\n         Fix: ${fix}`}`
