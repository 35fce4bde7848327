import { chmodSync } from 'node:fs'

// npm marks a bin as executable when it installs a package, but not in a checkout.
chmodSync(new URL('../dist/cli/main.js', import.meta.url), 0o755)
