// The program that browser tests and measurements run: what CELLSWEEP_BINARY names, or else what `make build` leaves in bin.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const binary = process.env.CELLSWEEP_BINARY ?? fileURLToPath(new URL('../../bin/cellsweep', import.meta.url))
if (!existsSync(binary)) {
  console.error(`there is no program at ${binary}: make build makes it, or CELLSWEEP_BINARY names another`)
  process.exit(2)
}
