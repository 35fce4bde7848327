// docs/benchmarks.md: written by --save, read by --check.
import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('../docs/benchmarks.md', import.meta.url)
const mark = /<!-- ratios: (\{.*\}) -->/

export function savePage({ machine, load, sections, ratios }) {
  const parts = sections
    .filter(({ lines }) => lines !== null)
    .map(({ title, note, lines }) => `## ${title}\n\n${note}\n\n${lines.join('\n')}\n`)
  writeFileSync(
    file,
    `# Benchmarks

Written by \`npm run bench -- --save\`. \`npm run bench -- --check\` measures again and fails when a ratio to nginx and the one to the least (see below) have both become more than 15 % worse. Ratios are compared and never times, because machines differ.

<!-- not run: it takes half an hour and both cores -->
\`\`\`sh
npm install --prefix bench   # Fastify, to be compared with
npm run bench -- --save
\`\`\`

Measured on: ${machine.join('; ')}.${load > 1 ? ` Others worked on this machine meanwhile (load ${load.toFixed(1)} when it began): rates and times are worse than they would be alone.` : ''}

Proxies run on one core, callers and an nginx as upstream on another, without TLS, 64 kept-alive connections, answers of 1 KiB. Each contender takes turns of two seconds with nginx, because a machine changes within a minute: a ratio compares what ran one after the other, and figures are medians of all turns. **CPU per request** is the scheduler's count over all threads and processes of a contender, less what it takes without requests. Its ratios are the figures to trust; rates and times follow from what else the machine does, and so does CPU per request where others use the same caches. Where the benchmark may, it keeps idle cores awake. Latencies at a fixed rate come from a client that is also the upstream: on a core that they share, one process would wait for the other.

All do the same job: they find whose key it is and forward with that person's token. nginx is given one token by its configuration and knows no keys. "The least on node:http and undici" (\`bench/yardstick.mjs\`) hashes the key, finds a token and a route in maps, and forwards, and nothing else: how many times nginx that takes differs from machine to machine, and what Valetkey takes beside it differs less. Valetkey also checks the path against the endpoint table, opens sealed tokens from a SQLite store with 2,000 keys and 100,000 connections, and writes a log line for every request. With 16 keys everything is known already; with 100,000 connections nearly every request asks for a connection that is not known any more; as on a server that has been busy for hours, most were noted as in use within the last one. "× the least" is the ratio to nginx divided by that of the least.

${parts.join('\n')}
<!-- ratios: ${JSON.stringify(ratios)} -->
`,
  )
}

export function savedRatios() {
  return JSON.parse(mark.exec(readFileSync(file, 'utf8'))?.[1] ?? 'null')
}
