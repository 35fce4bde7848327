import { commands } from '../../dist/cli/commands.js'
import { exitCodeMeanings } from '../../dist/cli/exit-codes.js'
import { code, note, page, table } from './page.mjs'

export async function commandLinePage() {
  const loaded = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => [name, await load()]),
  )
  return page([
    note("the commands' own data"),
    '# Command line',
    'In a checkout, `npm link` puts `valetkey` on your path. `node dist/cli/main.js` is the same program.',
    "Commands talk to the server at `VALETKEY_URL` (default `http://127.0.0.1:8787`) with the key in `VALETKEY_API_KEY`. Where a command has `--data-dir`, it can work on the data folder directly instead, without a key, also while a server runs on it. The key is never an option, because other users of a machine can read a program's arguments.",
    'Data goes to stdout and talk to stderr. `--json` prints JSON with the names of the HTTP API.',
    table(
      ['command', 'what it does'],
      loaded.map(([name, { summary }]) => [`[${code(name)}](#${anchor(name)})`, summary]),
    ),
    ...loaded.flatMap(([name, command]) => [`## ${name}`, ...commandParts(command)]),
    '## Exit codes',
    table(['code', 'meaning'], exitCodeMeanings),
  ])
}

const anchor = (name) => name.replaceAll(' ', '-')

function commandParts({ summary, usage, details = '', options }) {
  const rows = Object.entries(options).map(([name, option]) => [
    spelling(name, option),
    option.summary,
  ])
  return [
    summary,
    `\`\`\`text\nvaletkey ${usage}\n\`\`\``,
    details.replaceAll('\n', '\n\n'),
    rows.length === 0 ? '' : table(['option', 'meaning'], rows),
  ]
}

function spelling(name, { short, value }) {
  const long = `--${name}${value === undefined ? '' : ` ${value}`}`
  return short === undefined ? code(long) : `${code(`-${short}`)}, ${code(long)}`
}
