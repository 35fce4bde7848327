import { apps } from '../../apps/registry.ts'
import { Failure } from '../../errors.ts'
import type { Command } from '../command.ts'
import { recordingDownload } from '../download/recording-download.ts'

/** The short form, for the first app that has recordings. */
export function firstRecordingDownload(): Command {
  const [command] = apps.flatMap((app) =>
    app.downloads === null ? [] : [recordingDownload(app, app.downloads)],
  )
  if (!command) throw new Failure('not_found', 'No app has recordings.')
  return command
}
