// Who is compared: each starts a proxy on the first core, and callers show it keys from one of the lists.
import { has } from './machine.mjs'
import { startNginxProxy } from './nginx.mjs'
import { hasFastify, startOther } from './others.mjs'
import { startOurs } from './ours.mjs'
import { startYardstick } from './yardstick.mjs'

export const ours = 'valetkey, 16 keys'
export const reference = 'nginx'
export const yardstick = 'the least on node:http and undici'

/** Whose ratios are saved, and checked. */
export const isOurs = (name) => name.startsWith('valetkey')

export function contendersIn(world, { quick }) {
  const { few, many, all } = world.lists
  const nginx = has('nginx')
    ? [{ name: reference, callers: few, start: () => startNginxProxy(world) }]
    : []
  // Where both stand beside each other, each gets a world with a store of its own.
  const valetkey = [
    { name: ours, callers: few, start: (where = world) => startOurs(where) },
    { name: 'valetkey, 2,000 keys', callers: many, start: (where = world) => startOurs(where) },
  ]
  const least = { name: yardstick, callers: few, start: () => startYardstick(world) }
  if (quick) return [...nginx, least, ...valetkey]
  return [
    ...nginx,
    least,
    ...valetkey,
    { name: 'valetkey, 100,000 connections', callers: all, start: () => startOurs(world) },
    ...(hasFastify()
      ? [{ name: 'Fastify + reply-from', callers: many, start: () => startOther('fastify', world) }]
      : []),
    { name: 'Hono + fetch', callers: many, start: () => startOther('hono', world) },
  ]
}

export function describeMissing() {
  return hasFastify()
    ? []
    : ['Fastify is not installed, so it is not compared: npm install --prefix bench']
}
