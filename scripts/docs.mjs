// Writes the generated pages of docs/ from the built program, so that they cannot say anything else than the code.
//   node scripts/docs.mjs           writes them
//   node scripts/docs.mjs --check   exits 1 and names the pages that are stale
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { commandLinePage } from './docs/command-line.mjs'
import { configurationPage } from './docs/configuration.mjs'
import { endpointPages } from './docs/endpoints.mjs'
import { errorsPage } from './docs/errors.mjs'
import { httpPage } from './docs/http.mjs'

const options = process.argv.slice(2)
const check = options.includes('--check')
// Another folder than the project's own, for the test that a stale page is found.
const rootAt = options.indexOf('--root')
const root = rootAt < 0 ? fileURLToPath(new URL('..', import.meta.url)) : options[rootAt + 1]

const pages = new Map([
  ['docs/configuration.md', await configurationPage()],
  ['docs/reference/errors.md', await errorsPage()],
  ['docs/reference/cli.md', await commandLinePage()],
  ['docs/reference/http.md', await httpPage()],
  ...(await endpointPages()),
])

const stale = []
for (const [path, text] of pages) {
  const file = join(root, path)
  if (read(file) === text) continue
  stale.push(path)
  if (check) continue
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
for (const path of stale) console.log(check ? `stale: ${path}` : `wrote ${path}`)
if (check && stale.length > 0) {
  console.log('Run: npm run docs')
  process.exitCode = 1
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
