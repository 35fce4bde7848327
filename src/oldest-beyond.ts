/** So many go at once: to find the first entry of a map of 20,000 takes 20 µs, because those that were deleted are passed over one by one. */
const atOnce = 256

const nothing: readonly never[] = []

/**
 * What to delete from a map that callers fill, once it has more than `most` entries: the keys that were put in longest ago (a map
 * keeps the order of insertion), without those whose values are spared. Nothing while there is room, so the map has between `most`
 * and 256 fewer entries then.
 */
export function oldestBeyond<K, V>(
  map: ReadonlyMap<K, V>,
  most: number,
  isSpared: (value: V) => boolean = () => false,
): readonly K[] {
  if (map.size <= most) return nothing
  const oldest: K[] = []
  for (const [key, value] of map) {
    if (isSpared(value)) continue
    if (oldest.push(key) === atOnce) break
  }
  return oldest
}
