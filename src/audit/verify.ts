import type { KeyObject } from 'node:crypto'
import type { AuditStore } from './audit-store.ts'
import { genesis, isSealed, link, proofOf, rowsOf, type Block, type End } from './chain.ts'
import { entryIn } from './entry.ts'

export interface Finding {
  /** The rows it is about, both ends included. */
  readonly from: number
  readonly to: number
  readonly problem: string
}

export interface Verdict {
  readonly findings: readonly Finding[]
  /** True when there were more findings than are kept. */
  readonly more: boolean
  readonly rows: number
  readonly first: number
  readonly head: { readonly seq: number; readonly proof: string }
  /** Rows that were never written, because the store was away for too long. */
  readonly lost: number
}

export interface VerifyNeeds {
  readonly store: AuditStore
  readonly key: KeyObject
  /** A head that was written down earlier, in another place: it has to be part of the chain still. */
  readonly anchor?: { readonly seq: number; readonly proof: string } | null
}

const pageBlocks = 50
const maxFindings = 100

/** Reads the whole chain, up to the row that is its last now, and says of each place where it does not hold what it means. */
export async function verify(needs: VerifyNeeds): Promise<Verdict> {
  for (;;) {
    const floor = await needs.store.end('floor')
    const verdict = await verifyFrom(needs, floor)
    // Retention may have cut under our hands, and then rows are missing that are allowed to be.
    if ((await needs.store.end('floor'))?.seal === floor?.seal) return verdict
  }
}

async function verifyFrom(needs: VerifyNeeds, floor: End | null): Promise<Verdict> {
  const { store, key, anchor = null } = needs
  const head = await store.end('head')
  const state = startOf({ key, floor, anchor })
  for (;;) {
    const after = state.lastSeq
    const page = await store.blocks({ after }, { order: 'asc', limit: pageBlocks })
    const known = page.filter(({ firstSeq }) => firstSeq <= (head?.seq ?? Infinity))
    for (const block of known) checkBlock(state, block)
    if (known.length < pageBlocks || state.lastSeq <= after) break
  }
  checkHead(state, head)
  checkAnchor(state, anchor)
  return {
    findings: state.findings.slice(0, maxFindings),
    more: state.findings.length > maxFindings,
    rows: state.rows,
    first: state.first ?? 0,
    head: { seq: state.lastSeq, proof: state.proofs[0] ?? genesis },
    lost: state.lost,
  }
}

interface State {
  readonly key: KeyObject
  readonly anchor: VerifyNeeds['anchor']
  readonly findings: Finding[]
  rows: number
  first: number | null
  lost: number
  lastSeq: number
  /** Of the last block: the proof that is stored, and the one that should be. Either may be what the next block was tied to. */
  proofs: readonly string[]
  anchorSeen: boolean
}

function startOf({
  key,
  floor,
  anchor,
}: Pick<VerifyNeeds, 'key' | 'anchor'> & { floor: End | null }): State {
  const cutSeq = floor?.seq ?? 0
  const state: State = {
    key,
    anchor,
    findings: [],
    rows: 0,
    first: null,
    lost: 0,
    lastSeq: cutSeq,
    proofs: [floor?.proof ?? genesis],
    anchorSeen: anchor?.seq === cutSeq && anchor.proof === floor?.proof,
  }
  if (floor && !isSealed(key, 'floor', floor)) {
    report(state, [1, cutSeq], 'the mark that retention leaves where it has cut was changed')
  }
  return state
}

function checkBlock(state: State, block: Block): void {
  if (block.firstSeq > state.lastSeq + 1) {
    report(state, [state.lastSeq + 1, block.firstSeq - 1], 'missing')
  } else if (block.firstSeq <= state.lastSeq) {
    report(state, [block.firstSeq, block.lastSeq], 'their numbers were used before')
  }
  const digest = checkRows(state, block)
  const right = state.proofs.map((before) => proofOf(state.key, block, { before, digest }))
  if (digest !== '' && !right.includes(block.proof)) {
    report(
      state,
      [block.firstSeq, block.lastSeq],
      'written or changed by somebody without the key, or not in their place',
    )
  }
  state.anchorSeen ||= block.lastSeq === state.anchor?.seq && block.proof === state.anchor.proof
  state.first ??= block.firstSeq
  state.lastSeq = Math.max(state.lastSeq, block.lastSeq)
  state.proofs = [block.proof, ...right]
}

/** Gives the last digest, or nothing when a row was found to be wrong: then the proof cannot be right either. */
function checkRows(state: State, block: Block): string {
  const before = state.findings.length
  const rows = rowsOf(block)
  let [stored, computed] = [block.seed, block.seed]
  for (const { seq, digest, text } of rows) {
    const right = [link(stored, text), link(computed, text)]
    if (!right.includes(digest)) {
      report(state, [seq, seq], 'changed, or not in its place')
    } else {
      noteEntry(state, seq, text)
    }
    ;[stored, computed] = [digest, right[0] ?? '']
    state.rows += 1
  }
  const written = block.lastSeq - block.firstSeq + 1
  if (rows.length !== written) {
    const problem = `${rows.length} rows stand where ${written} were written`
    report(state, [block.firstSeq, block.lastSeq], problem)
  }
  return state.findings.length === before ? stored : ''
}

function noteEntry(state: State, seq: number, text: string): void {
  if (!text.includes('"lost"') && !text.includes('"tampered"')) return
  const entry = entryIn(text)
  if (entry?.kind === 'lost') state.lost += Number(/^\d+/.exec(entry.detail ?? '')?.[0] ?? 0)
  if (entry?.kind === 'tampered') report(state, [seq, seq], entry.detail ?? 'tampered with')
}

function checkHead(state: State, head: End | null): void {
  if (!head) {
    if (state.lastSeq > 0) report(state, [state.lastSeq, state.lastSeq], 'the head is missing')
    return
  }
  if (!isSealed(state.key, 'head', head)) {
    const seq = Math.max(head.seq, state.lastSeq)
    report(state, [seq, seq], 'the head was changed by somebody without the key')
  } else if (head.seq > state.lastSeq) {
    report(state, [state.lastSeq + 1, head.seq], 'missing from the end')
  } else if (!state.proofs.includes(head.proof)) {
    report(state, [head.seq, head.seq], 'not the row that the head names')
  }
}

function checkAnchor(state: State, anchor: VerifyNeeds['anchor']): void {
  if (!anchor || state.anchorSeen) return
  const problem =
    anchor.seq > state.lastSeq
      ? 'the head that you named was here: an older copy of the database took its place'
      : 'not the row that you named, or retention has removed it'
  report(state, [anchor.seq, anchor.seq], problem)
}

function report(state: State, [from, to]: readonly [number, number], problem: string): void {
  if (state.findings.length <= maxFindings) state.findings.push({ from, to, problem })
}
