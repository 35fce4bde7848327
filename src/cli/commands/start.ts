import cluster from 'node:cluster'
import { readConfig } from '../../config.ts'
import type { Command } from '../command.ts'
import { UsageError } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { readyLine, readyText } from '../ready-text.ts'
import { version } from '../version.ts'

export const start: Command = {
  summary: 'Start the server, and the simulator when no app is configured.',
  usage: 'start [--port N] [--host H] [--data-dir D] [--json]',
  details:
    'The first start makes the data folder, the sealing key and the first API key, which is shown once.\nSIGTERM and Ctrl+C let requests in flight finish. A second signal cuts them off and waits for a token refresh under way only. A third one waits for nothing.',
  options: {
    port: { value: 'N', summary: 'Port to listen on; 0 picks a free one. Default 8787.' },
    host: { value: 'H', summary: 'Address to listen on. Default 127.0.0.1.' },
    'data-dir': { value: 'D', summary: 'Folder for the database and the sealing key.' },
    json: { summary: 'Print one JSON line on stdout once ready; talk goes to stderr.' },
  },
  async run(input, terminal) {
    const config = readConfig({
      HOST: input.text('host'),
      PORT: portOf(input.text('port')),
      VALETKEY_DATA_DIR: input.text('data-dir'),
    })
    if (cluster.isWorker) {
      const { serveAsWorker } = await import('../workers/worker.ts')
      return process.exit(await serveAsWorker(config, version(), terminal))
    }
    const { launch } = await import('../launch.ts')
    const launched = await launch(config, version())
    terminal.lastThings = launched.landed
    terminal.print(input.flag('json') ? readyLine(launched) : readyText(launched, config))
    try {
      await Promise.race([aborted(terminal.interrupted), launched.ended])
    } finally {
      await launched.close()
    }
    // An answer that did not come in its time would keep the process alive by its connection.
    return process.exit(exitCodes.ok)
  },
}

/** A port that is no number is a typing error, so it is said before anything starts. */
export function portOf(text: string | undefined): string | undefined {
  if (text === undefined || (/^\d{1,5}$/.test(text) && Number(text) <= 65_535)) return text
  throw new UsageError('--port takes a number from 0 to 65535.')
}

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => {
      resolve()
    })
  })
}
