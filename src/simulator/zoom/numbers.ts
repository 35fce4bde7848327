import { drawer, type World } from '../world.ts'

/** Meetings and webinars share one range of numbers. Who holds which is how 3000 differs from 3001. */
const holders: (world: World) => Map<number, 'meeting' | 'webinar'> = drawer(() => new Map())

/** Draws numbers until one is free. */
export function takeNumber(world: World, kind: 'meeting' | 'webinar', draw: () => number): number {
  const taken = holders(world)
  let number = draw()
  while (taken.has(number)) number = draw()
  taken.set(number, kind)
  return number
}

export function holderOf(world: World, number: number): 'meeting' | 'webinar' | undefined {
  return holders(world).get(number)
}
