import { describeSettings } from '../../dist/settings.js'
import { code, note, page, table } from './page.mjs'

export async function configurationPage() {
  const settings = describeSettings()
  return page([
    note('src/config.ts'),
    '# Configuration',
    'Everything is set by environment variables. None is needed: without any, Valetkey keeps its data in `./data`, listens on 127.0.0.1 and talks to the built-in simulator.',
    table(
      ['name', 'what it is', 'default'],
      settings.map(({ name, summary, default: value, secret }) => [
        code(name),
        secret ? `${summary} Secret.` : summary,
        value === null ? 'none' : code(value),
      ]),
    ),
    '## Secrets from files',
    `A secret may also come from a file: set the variable with \`_FILE\` behind its name to the file's path. This works for ${settings
      .filter(({ secret }) => secret)
      .map(({ name }) => code(`${name}_FILE`))
      .join(', ')}.`,
    '## How values are read',
    'An empty value counts as none. A value that is not valid stops the start with a sentence that names the variable and never repeats the value. Options of `valetkey start` win over the environment. There is no `.env` file: use your shell, your service manager, or `node --env-file`.',
    "Set an app's client id and client secret together, or neither. When no app has them, `valetkey start` starts the simulator and points every app at it.",
    '`VALETKEY_ENCRYPTION_KEY` may hold several keys, separated by commas. The first one seals. All of them open, so that a key can be replaced while records sealed with the old one are still there. [storage.md](storage.md) says what is sealed. `openssl rand -base64 32` makes a key.',
    "`ZOOM_API_URL` and `ZOOM_OAUTH_URL` replace Zoom's hosts altogether: tokens then go to exactly these origins and to none of Zoom's regional hosts.",
  ])
}
