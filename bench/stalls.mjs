// How long the machine itself keeps a busy core waiting: no latency that is measured on it can be better than that.
import { fileURLToPath } from 'node:url'
import { cores } from './machine.mjs'
import { run } from './process.mjs'

const program = fileURLToPath(import.meta.url)
const watchedMs = 5_000
/** A program that only looks at its clock sees it go on by less than a microsecond. */
const stallMs = 1

/** One sentence about two programs that do nothing but look at the clock, one on each of the cores that are used. */
export async function describeStalls(node) {
  const told = await Promise.all(
    [cores.proxy, cores.load].map((core) => run([node, program, 'watch'], { core })),
  )
  const stalls = told.flatMap((text) => JSON.parse(text))
  if (stalls.length === 0)
    return `The machine itself held up no busy core for longer than ${stallMs} ms.`
  const each = (stalls.length / told.length / (watchedMs / 1_000)).toFixed(1)
  return `The machine itself held up a busy core for more than ${stallMs} ms ${each} times a second just before, for ${Math.max(...stalls).toFixed(1)} ms at most: nothing here can be better than that.`
}

function watch() {
  const stalls = []
  const end = performance.now() + watchedMs
  for (let last = performance.now(), at = last; at < end; last = at) {
    at = performance.now()
    if (at - last > stallMs) stalls.push(at - last)
  }
  process.stdout.write(JSON.stringify(stalls))
}

if (process.argv[2] === 'watch' && process.argv[1] === program) watch()
