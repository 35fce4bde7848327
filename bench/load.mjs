// Asks as fast as the proxy answers, and counts.
import { fileURLToPath } from 'node:url'
import { cores, has } from './machine.mjs'
import { run } from './process.mjs'

export const path = '/zoom/v2/users/me'
const script = fileURLToPath(new URL('wrk.lua', import.meta.url))
const client = fileURLToPath(new URL('client.mjs', import.meta.url))

/** A closed loop: every connection asks again when it has its answer. The first request is that of the caller in line `from`, around the end. */
export async function asFastAsItGoes({ url, callers, seconds, connections, from = 0 }) {
  if (!has('wrk')) return openLoop({ url, callers, seconds, connections, rate: 0, from })
  const text = await run(
    [
      'wrk',
      '-t1',
      '--timeout',
      '30s',
      `-c${connections}`,
      `-d${seconds}s`,
      '-s',
      script,
      url,
      '--',
      callers,
      path,
      String(from),
    ],
    { core: cores.load },
  )
  const [, requests, took] = /(\d+) requests in ([\d.]+)s/.exec(text) ?? []
  const bad = Number(/Non-2xx or 3xx responses: (\d+)/.exec(text)?.[1] ?? 0)
  const errors = [...(/Socket errors: (.*)/.exec(text)?.[1] ?? '').matchAll(/\d+/g)]
  const failed = bad + errors.reduce((sum, [count]) => sum + Number(count), 0)
  return { requests: Number(requests), seconds: Number(took), failed }
}

/**
 * A fixed rate, whatever the proxy does; latencies count from the moment a request was due, and not in the first `uncounted` seconds, in
 * which the client itself is still being compiled. A rate of 0 is a closed loop.
 */
export async function openLoop(order) {
  const said = JSON.stringify({ path, from: 0, uncounted: 0, ...order })
  return JSON.parse(await run([process.execPath, client, said], { core: cores.load }))
}
