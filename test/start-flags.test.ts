import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const textOf = (file: string): string =>
  readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')

/** What Node is given before the program: docs/decisions/0032-what-node-is-started-with.md. */
const flagsIn = (command: string): string[] =>
  /\bnode\b(.*)dist\/cli\/main\.js/.exec(command)?.[1]?.match(/--[\w=-]+/g) ?? []

it('gives Node the same flags in npm start, in the container and as a service', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: { start: string } }
  const flags = flagsIn(scripts.start)
  expect(flags).toEqual(['--max-semi-space-size=16', '--heap-growing-percent=150'])
  expect(flagsIn(/^CMD .*/m.exec(textOf('Dockerfile'))![0])).toEqual(flags)
  expect(flagsIn(/^ExecStart=.*/m.exec(textOf('docs/deploy.md'))![0])).toEqual(flags)
})
