// What this machine is and has: the benchmark says so beside every figure, and says loudly what it had to do without.
import { spawnSync } from 'node:child_process'
import { openSync, writeSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem } from 'node:os'

export function has(program) {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0
}

/** Proxies run on the first core, load and upstream on the second, so that neither takes the other's time. */
const canPin = availableParallelism() > 1 && has('taskset')
export const cores = { proxy: canPin ? 0 : null, load: canPin ? 1 : null }

export function pinned(core, command) {
  return core === null ? command : ['taskset', '-c', String(core), ...command]
}

/**
 * A core that sleeps has to be woken for what comes next, on a virtual machine at the price of a request. Whoever is slower lets the other
 * core sleep more often and pays more, for nothing of its own. Linux lets its idle cores wait awake for as long as this file is open
 * (https://docs.kernel.org/power/pm_qos_interface.html). Returns whether they do.
 */
function keepAwake() {
  try {
    return writeSync(openSync('/dev/cpu_dma_latency', 'w'), new Uint8Array(4)) === 4
  } catch {
    return false
  }
}

export function describeMachine(node) {
  const [cpu] = cpus()
  const lines = [
    `${cpus().length} × ${cpu?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}`,
    `Node ${output(node, ['--version']).replace(/^v/, '')}`,
  ]
  if (has('nginx')) lines.push(output('nginx', ['-v']).replace('nginx version: ', ''))
  if (has('wrk')) lines.push(output('wrk', ['-v']).split(' [')[0])
  return lines
}

export function describeLacks() {
  const lacks = []
  if (!has('nginx'))
    lacks.push('nginx is not installed: no ratios to nginx, and a slower upstream written in Node.')
  if (!has('wrk')) lacks.push('wrk is not installed: the load comes from a slower client in Node.')
  if (!keepAwake())
    lacks.push(
      'Idle cores sleep (only root can keep them awake): slow contenders seem slower than they are.',
    )
  if (!canPin) lacks.push('Nothing is pinned to a core of its own: figures scatter more.')
  return lacks
}

function output(command, args) {
  const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  return ((stdout ?? '') + (stderr ?? '')).trim().split('\n')[0] ?? ''
}
