import { describe, expect, it } from 'vitest'
import { dark, light, type ColourName } from './colours.ts'

/** Contrast ratio of two sRGB colours (WCAG 2.2, "contrast ratio" and "relative luminance"). */
function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const text: readonly (readonly [ColourName, ColourName])[] = [
  ['ink', 'paper'],
  ['ink', 'card'],
  ['ink', 'sunk'],
  ['soft', 'paper'],
  ['soft', 'card'],
  ['soft', 'sunk'],
  ['accent', 'paper'],
  ['accent', 'card'],
  ['accent-deep', 'card'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-deep'],
  ['good', 'good-ground'],
  ['wait', 'wait-ground'],
  ['bad', 'bad-ground'],
  ['bad', 'card'],
  ['card', 'bad'],
]
/** Edges of controls, the focus ring and the mark need 3:1 (WCAG 2.2, 1.4.11). */
const shapes: readonly (readonly [ColourName, ColourName])[] = [
  ['edge', 'card'],
  ['edge', 'paper'],
  ['brass', 'paper'],
  ['brass', 'card'],
]

describe.each([
  ['light', light],
  ['dark', dark],
])('the %s scheme', (_name, scheme: Readonly<Record<ColourName, string>>) => {
  it.each(text)('keeps %s readable on %s', (ink, ground) => {
    expect(contrast(scheme[ink], scheme[ground])).toBeGreaterThanOrEqual(4.5)
  })
  it.each(shapes)('keeps the shape of %s visible on %s', (shape, ground) => {
    expect(contrast(scheme[shape], scheme[ground])).toBeGreaterThanOrEqual(3)
  })
})
