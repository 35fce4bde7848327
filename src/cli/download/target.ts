import { statSync } from 'node:fs'
import { basename, join } from 'node:path'

/** Where a file goes: into the named folder, or under the named name. */
export function targetOf(output: string | undefined, name: string): string {
  if (output === undefined) return name
  return output.endsWith('/') || isFolder(output) ? join(output, name) : output
}

/** The name that the other side gives a file (RFC 6266), reduced to what can only be a name in one folder. */
export function fileNameIn(disposition: string | undefined, url: string): string {
  const quoted = /filename="((?:[^"\\]|\\.)*)"/i.exec(disposition ?? '')?.[1]
  const plain = /filename=([^";\s]+)/i.exec(disposition ?? '')?.[1]
  const path = new URL(url).pathname
  const typed = quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? basename(path)
  const last = typed.split(/[/\\]/).at(-1) ?? ''
  // No hidden file, no control character that could repaint a terminal.
  const safe = last.replaceAll(/\p{Cc}/gu, '').replace(/^\.+/, '')
  return safe === '' ? 'recording' : safe
}

/** Null when there is no such file. */
export function sizeOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.size ?? null
}

const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
