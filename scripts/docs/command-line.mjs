import { apps } from '../../dist/apps/registry.js'
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
    ...apps.flatMap(operations),
    '## Exit codes',
    table(['code', 'meaning'], exitCodeMeanings),
  ])
}

/** The commands that come from an app's endpoint table. Their options are too many for a page and stand in their help. */
function operations({ name, title, endpoints }) {
  return [
    `## ${name}`,
    `Every call of ${title} that Valetkey passes on is a command. Its options come from the endpoint table: ${code(`valetkey ${name} meetings create --help`)} lists them. A member of an object is written with a dot: ${code('--settings.waiting-room true')}.`,
    `${code('--json')} prints JSON, and so does every pipe; ${code('--json id,topic')} picks members and ${code('--jq FILTER')} runs the jq of the machine. A list prints its first page; ${code('--limit N')} and ${code('--paginate')} read on. ${code('--select id,topic')} lets the server send only that, and ${code('--dry-run')} says what would happen. What cannot be taken back asks, or needs ${code('--yes')}.`,
    `Days and times may be words: ${code('today')}, ${code('3 days ago')}, ${code('tomorrow 15:00')}, ${code('friday 9am')}, ${code('in 2 hours')}. What names no zone is in ${code('--timezone')}, or in the zone of the machine.`,
    table(
      ['command', 'what it does', 'call'],
      endpoints.map(({ cli, summary, method, path }) => [
        code(`${name} ${cli}`),
        summary,
        code(`${method} ${path}`),
      ]),
    ),
  ]
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
