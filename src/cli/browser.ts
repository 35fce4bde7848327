import { spawn } from 'node:child_process'
import type { Terminal } from './terminal.ts'

/** Opens an address in the person's browser, and says it as well: there may be no browser on this machine. */
export async function openInBrowser(
  terminal: Terminal,
  { url, browser }: { url: string; browser: string | null },
): Promise<void> {
  const opened = /^https?:\/\//.test(url) && (await started(programFor(browser), url))
  terminal.say(opened ? `Opened in the browser: ${url}` : `Open this address in a browser: ${url}`)
}

interface Program {
  readonly file: string
  readonly args: readonly string[]
}

function programFor(browser: string | null): Program {
  if (browser !== null) return { file: browser, args: [] }
  if (process.platform === 'darwin') return { file: 'open', args: [] }
  // Not "start": the shell that knows it would read & and % in the address.
  if (process.platform === 'win32') {
    return { file: 'rundll32', args: ['url.dll,FileProtocolHandler'] }
  }
  return { file: 'xdg-open', args: [] }
}

function started({ file, args }: Program, url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(file, [...args, url], { detached: true, stdio: 'ignore' })
    child.once('error', () => {
      resolve(false)
    })
    child.once('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}
