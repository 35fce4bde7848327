import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'

/** Whoever has the usual 0 gets nine tenths of a core that both of them want (sched(7), "The nice value"). */
const niceness = 10

/**
 * Lets all others of this process go before the thread that calls it, on a core that they share. Only Linux gives each thread a
 * niceness of its own (setpriority(2)), and only it tells a thread its number (proc(5)): elsewhere nothing changes.
 */
export function goBehind(): void {
  try {
    const [group, , thread] = readlinkSync('/proc/thread-self').split('/')
    // Numbers of another namespace would name somebody else.
    if (Number(group) === process.pid) setPriority(Number(thread), niceness)
  } catch {
    return
  }
}

const never = new Int32Array(new SharedArrayBuffer(4))
const napMs = 0.1
const longMs = 1
const leftOut = 10
/** How many naps are still to be left out. */
let awake = 0

/**
 * Sleeps for a moment. Niceness says how much of a core a thread gets, and not when: Linux lets one that has begun go on until the
 * next tick, 4 ms at 250 Hz, whoever wakes up meanwhile (seen on 6.18; that scheduler came with 6.6). Only one that sleeps gives the
 * core back at once. On a full core it gets it again no sooner than a tick later, and rows would pile up: behind such a nap the next
 * ones are left out.
 */
export function giveWay(): void {
  if (awake > 0) {
    awake -= 1
    return
  }
  const from = performance.now()
  Atomics.wait(never, 0, 0, napMs)
  if (performance.now() - from > longMs) awake = leftOut
}
