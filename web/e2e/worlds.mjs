// The worlds of a run: each shape (state, sites, cells) is prepared once on a database by the real program, beside the journeys
// and before it is their turn, and copied for each that takes it.
import { world } from './world.mjs'

/** Preparing takes a core; a second core has the journeys. Sealing 188 sites takes minutes, so that it has a lane of its own. */
const vast = 100 // sites
export const isVast = ({ sites = 0 }) => sites >= vast

/** What makes two worlds the same until somebody acts in them: speed and tablets come with the copy. */
const shapeOf = ({ state = 'released', sites = 0, cells = 0 }) => `${state}, ${sites || 'the example’s'} sites${cells ? `, ${cells} cells` : ''}`
const seconds = (since) => ((performance.now() - since) / 1000).toFixed(1)

export class Worlds {
  #prepared = new Map() // "database: shape" to { ground, took, taken }
  #lanes = { vast: Promise.resolve(), other: Promise.resolve() }
  #binary
  #clusters
  #over = false
  #ending = []

  /** `clusters` has the URL of the cluster for each database, '' for SQLite. */
  constructor(binary, clusters) {
    this.#binary = binary
    this.#clusters = clusters
  }

  /** Begins to prepare a shape, after those that were asked for before it. Nobody has to wait here. */
  prepare(database, of) {
    const key = `${database}: ${shapeOf(of)}`
    if (this.#prepared.has(key)) return this.#prepared.get(key)
    const lane = isVast(of) ? 'vast' : 'other'
    const made = { taken: 0, took: 'no time, for it failed' }
    made.ground = this.#lanes[lane].then(async () => {
      if (this.#over) throw new Error('the run is over')
      const begun = performance.now()
      const { state, sites, cells } = of
      const first = await world(this.#binary, { state, sites, cells }, this.#clusters[database])
      await first.halt()
      made.took = `${seconds(begun)} s`
      return first
    })
    this.#lanes[lane] = made.ground.catch(() => undefined) // whoever takes it is told
    this.#prepared.set(key, made)
    return made
  }

  /** A running world of its own for one journey, or for several that share it. */
  async open(database, of) {
    const made = this.prepare(database, of)
    made.taken++
    return world(this.#binary, of, this.#clusters[database], await made.ground)
  }

  /** Ends a world while the next journey is under way. */
  end(on) {
    this.#ending.push(on.stop().then(() => [], (error) => [`a world did not end: ${error.message}`]))
  }

  /** Ends what is left, says what each shape took, and gives what went wrong. */
  async close() {
    this.#over = true
    const grounds = [...this.#prepared.values()].map((made) => made.ground.then((ground) => ground.clear()).then(() => [], (error) => [error.message]))
    const faults = (await Promise.all([...this.#ending, ...grounds])).flat()
    for (const [key, { took, taken }] of this.#prepared) console.log(`world ${key}: prepared in ${took}, taken ${taken} ×`)
    return faults
  }
}
