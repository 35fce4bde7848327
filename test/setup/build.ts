import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Builds `dist` once before the journeys, so that tests can start the program as users do. Nothing changed: about two seconds. */
export async function setup(): Promise<void> {
  const { code, output } = await run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json')
  // TypeScript answers 2 when it found errors and wrote the files all the same. Types are the job of `npm run check:types`;
  // here a file that does not work fails the test that needs it.
  if (code === 2) {
    process.stderr.write(`The build has type errors; its files were written all the same.\n`)
  } else if (code !== 0) {
    throw new Error(`tsc -p tsconfig.build.json ended with ${code ?? 'a signal'}:\n${output}`)
  }
  const bundled = await run('scripts/program.mjs')
  if (bundled.code !== 0) throw new Error(`scripts/program.mjs failed:\n${bundled.output}`)
}

function run(...args: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const collect = (chunk: Buffer) => {
      output += chunk.toString()
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.once('error', reject)
    child.once('close', (code) => {
      resolve({ code, output })
    })
  })
}
