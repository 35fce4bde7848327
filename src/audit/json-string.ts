/** A text as JSON. Most need no escaping, and to see that takes a quarter of the time of `JSON.stringify`. */
export const jsonString = (text: string): string =>
  /^[ !#-[\]-~]*$/.test(text) ? `"${text}"` : JSON.stringify(text)
