// node bench/http2.mjs --help: what HTTP/2 to the vendor would cost, beside HTTP/1.1 (docs/decisions/0025).
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { cores, describeMachine, has } from './machine.mjs'
import { startTlsUpstream } from './nginx.mjs'
import { freePort, run, setPriority } from './process.mjs'
import { say } from './report.mjs'
import { spread } from './rounds.mjs'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    rate: { type: 'string', default: '2000' },
    nice: { type: 'string' },
    node: { type: 'string', default: process.execPath },
    help: { type: 'boolean', default: false },
  },
})

const usage = `node bench/http2.mjs [options]
  --rounds N    how often each way is measured, in turns (default 5)
  --seconds N   how long a round lasts, after a warm-up (default 3)
  --rate N      requests a second for the second pair of latencies (default 2000)
  --nice=N      priority; below 0 needs root
  --node FILE   another Node
64 callers ask an nginx with TLS on this machine through undici; the last way is without undici. Needs nginx and openssl.`

const callers = 64
const ways = [
  { name: 'HTTP/1.1, 64 connections', protocol: 'h1', connections: 64 },
  { name: 'HTTP/2, 1 connection', protocol: 'h2', connections: 1 },
  { name: 'HTTP/2, 4 connections', protocol: 'h2', connections: 4 },
  { name: 'HTTP/2, 64 connections', protocol: 'h2', connections: 64 },
  { name: 'HTTP/2 of Node itself, 4 connections', protocol: 'h2-node', connections: 4 },
]
const client = fileURLToPath(new URL('http2-client.mjs', import.meta.url))

function certificateIn(folder) {
  const files = { certificate: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') }
  const { status, stderr } = spawnSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-days', '1', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
      ...['-out', files.certificate, '-keyout', files.key],
    ],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`openssl made no certificate: ${stderr}`)
  return files
}

async function measure() {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-http2-'))
  const tls = certificateIn(folder)
  const upstream = await startTlsUpstream(folder, { port: await freePort(), tls })
  const common = { url: upstream.url, callers, people: 100, certificate: tls.certificate }
  const figures = new Map(ways.map(({ name }) => [name, []]))
  try {
    for (let round = 0; round < Number(options.rounds); round++) {
      for (const { name, ...way } of ways) {
        const numbers = { seconds: Number(options.seconds), rate: Number(options.rate) }
        const order = JSON.stringify({ ...common, ...way, ...numbers })
        const answer = await run([options.node, client, order], { core: cores.proxy })
        figures.get(name).push(JSON.parse(answer))
      }
    }
  } finally {
    await upstream.stop()
    rmSync(folder, { recursive: true })
  }
  return figures
}

function table(figures) {
  const cell = (all, pick, digits) => {
    const { median, least, most } = spread(all.map(pick))
    return [median, least, most].map((value) => value.toFixed(digits)).join(' | ')
  }
  const columns = ['CPU µs/request', 'requests/s', 'p50 ms', 'p99 ms']
  columns.push(`p50 ms at ${options.rate}/s`, `p99 ms at ${options.rate}/s`)
  const row = ([name, all]) => [
    name,
    cell(all, ({ cpuUs }) => cpuUs, 0),
    cell(all, ({ rate }) => rate, 0),
    cell(all, ({ p50 }) => p50, 1),
    cell(all, ({ p99 }) => p99, 1),
    cell(all, ({ paced }) => paced.p50, 2),
    cell(all, ({ paced }) => paced.p99, 2),
  ]
  const brief = (text) => text.replace(/^(\S+) \| (\S+) \| (\S+)$/, '$1 ($2 to $3)')
  return [
    `| | ${columns.join(' | ')} |`,
    `| --- |${' ---: |'.repeat(columns.length)}`,
    ...[...figures].map((entry) => `| ${row(entry).map(brief).join(' | ')} |`),
  ]
}

if (options.help) say(usage)
else if (!has('nginx') || !has('openssl')) {
  say('This needs nginx and openssl.')
  process.exitCode = 1
} else {
  if (options.nice) setPriority(Number(options.nice))
  describeMachine(options.node).forEach(say)
  table(await measure()).forEach(say)
}
