// npm run fuzz -- [--cases N] [--seed N] [--target NAME]
// Inputs that show a difference are added to fuzz/seeds, where every later test run tries them again.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1200000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    target: { type: 'string' },
  },
})
console.log(`${values.cases} cases, seed ${values.seed}`)
const only = values.target ? ['-t', `^${values.target} `] : []
const { status } = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    'fuzz',
    'fuzz/fuzz.test.ts',
    '--disable-console-intercept',
    ...only,
  ],
  {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, FUZZ_CASES: values.cases, FUZZ_SEED: values.seed },
    stdio: 'inherit',
  },
)
process.exitCode = status ?? 1
