/** Random choices that a number repeats: sfc32, small and fast, and good enough to stumble over things. */
export class Dice {
  #a: number
  #b: number
  #c: number
  #counter = 1

  constructor(seed: number, stream = 0) {
    this.#a = seed | 0
    this.#b = stream | 0
    this.#c = 0x9e3779b9
    for (let i = 0; i < 12; i++) this.#next()
  }

  #next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum
    return sum >>> 0
  }

  /** A whole number from 0 up to, and without, `end`. */
  below(end: number): number {
    return this.#next() % end
  }

  chance(percent: number): boolean {
    return this.below(100) < percent
  }

  pick<T>(list: readonly T[]): T {
    const found = list[this.below(list.length)]
    if (found === undefined) throw new Error('There is nothing to pick from.')
    return found
  }

  list<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.below(most + 1) }, make)
  }

  /** Characters whose code is in the range, both ends included. */
  text(most: number, [from, to]: readonly [number, number] = [0x20, 0x7e]): string {
    let text = ''
    for (let left = this.below(most + 1); left > 0; left--)
      text += String.fromCharCode(from + this.below(to - from + 1))
    return text
  }

  /** The text with small damage: something replaced, left out, doubled or put in. */
  damaged(text: string): string {
    const at = this.below(text.length + 1)
    const piece = this.text(2, [0, 0xff])
    return this.pick([
      () => text.slice(0, at) + piece + text.slice(at + 1),
      () => text.slice(0, at) + piece + text.slice(at),
      () => text.slice(0, at) + text.slice(at + 1 + this.below(8)),
      () => text.slice(0, at) + text.slice(Math.max(0, at - 4)),
    ])()
  }

  /** The text with some letters in the other case. */
  miscased(text: string): string {
    return text.replace(/[a-z]/gi, (letter) =>
      this.chance(30) ? String.fromCharCode(letter.charCodeAt(0) ^ 0x20) : letter,
    )
  }
}
