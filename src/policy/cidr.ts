import { BlockList, isIP } from 'node:net'

/** Networks in CIDR notation (RFC 4632, RFC 4291 section 2.3). */
export interface Cidrs {
  /** As they were written. */
  readonly texts: readonly string[]
  readonly contains: (address: string) => boolean
}

interface Network {
  readonly address: string
  readonly family: 'ipv4' | 'ipv6'
  readonly prefix: number
}

/** Null when one of the texts is no network. A single address is a network of one. */
export function parseCidrs(texts: readonly string[]): Cidrs | null {
  const list = new BlockList()
  for (const text of texts) {
    const network = networkOf(text)
    if (!network) return null
    list.addSubnet(network.address, network.prefix, network.family)
  }
  return {
    texts,
    contains: (address) => isIP(address) !== 0 && list.check(address, familyOf(address)),
  }
}

/** Whether every address of `inner` is in one of the networks of `outer`. */
export function areWithin(inner: readonly string[], outer: readonly string[]): boolean {
  return inner.every((text) => {
    const network = networkOf(text)
    return network !== null && outer.some((other) => isWithin(network, other))
  })
}

function isWithin({ address, family, prefix }: Network, outer: string): boolean {
  const network = networkOf(outer)
  if (network?.family !== family || network.prefix > prefix) return false
  return parseCidrs([outer])?.contains(address) ?? false
}

function networkOf(text: string): Network | null {
  const [, address = '', digits] = /^([0-9a-fA-F.:]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const version = isIP(address)
  if (version === 0) return null
  const longest = version === 4 ? 32 : 128
  const prefix = digits === undefined ? longest : Number(digits)
  return prefix <= longest ? { address, family: familyOf(address), prefix } : null
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 4 ? 'ipv4' : 'ipv6')

/** An address without a zone, and IPv4 as IPv4 also where a socket of both families shows it mapped. Null when it is none. */
export function plainAddress(text: string | undefined): string | null {
  const address = (text ?? '').trim().replace(/%.*$/, '')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  const plain = mapped ?? address
  return isIP(plain) === 0 ? null : plain
}
