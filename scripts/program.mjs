// Puts the program into few files (docs/decisions/0026-the-program-is-few-files.md): Node takes half a millisecond for each one that it loads.
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const program = 'cli/main.js'
const library = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/

const bundle = await rolldown({
  cwd: root,
  // A thread's program is a file of its own, beside the one that starts it.
  input: { 'cli/main': 'src/cli/main.ts', 'chunks/thread-program': 'src/audit/thread-program.ts' },
  platform: 'node',
  // It brings machine code, which stays a file of its own.
  external: ['@photostructure/sqlite'],
  preserveEntrySignatures: false,
})
const { output } = await bundle.write({
  dir: dist,
  chunkFileNames: 'chunks/[name].js',
  comments: { legal: true },
  // A library is one file with its name on it, in traces of errors too.
  codeSplitting: {
    groups: [
      {
        debugName: 'libraries',
        test: library,
        name: (id) => library.exec(id)[1].replace('@', '').replace('/', '-'),
      },
    ],
    includeDependenciesRecursively: false,
  },
})
await bundle.close()

// npm marks a bin as executable when it installs a package, but not in a checkout.
chmodSync(join(dist, program), 0o755)
const chunks = new Set(output.map(({ fileName }) => fileName))
for (const name of readdirSync(join(dist, 'chunks'))) {
  if (!chunks.has(`chunks/${name}`)) rmSync(join(dist, 'chunks', name))
}
writeFileSync(
  join(dist, 'chunks/LICENSES.txt'),
  licences(output.flatMap(({ moduleIds }) => moduleIds)),
)

/** Whoever passes on these packages has to pass on their licences. */
function licences(modules) {
  const folders = modules.map((id) => library.exec(id)?.[0])
  return [...new Set(folders)]
    .filter((folder) => folder !== undefined)
    .toSorted()
    .map((folder) => {
      const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
      const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name))
      const text = file ? readFileSync(join(folder, file), 'utf8').trim() : about.license
      return `${about.name} ${about.version}\n\n${text}\n`
    })
    .join('\n---\n\n')
}
