import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

/** Where systems keep a Chromium. `TEST_BROWSER` names another one. */
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** A real browser: the one on this machine, else the one that npm brought along. None is a failure and never a skipped test. */
export async function openBrowser(args: readonly string[] = []): Promise<Browser> {
  const found = process.env['TEST_BROWSER'] ?? places.find((place) => existsSync(place))
  if (found !== undefined) {
    // Chromium refuses to run as root with its sandbox, and containers run tests as root.
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    return chromium.launch({ executablePath: found, args: [...sandbox, ...args] })
  }
  return chromium.launch(await packaged(args))
}

async function packaged(args: readonly string[]) {
  const { default: carried } = await import('@sparticuz/chromium')
  try {
    return {
      executablePath: await carried.executablePath(),
      args: [...carried.args, ...args],
      headless: true,
    }
  } catch (error) {
    throw new Error(
      'The browser tests need a Chromium. Install chromium or Google Chrome, or name one with TEST_BROWSER.',
      { cause: error },
    )
  }
}
