import type { Cell } from './table'

/** A place with what is known of it. */
export interface Spot {
  readonly id: string
  readonly longitude: number
  readonly latitude: number
  readonly properties: Readonly<Record<string, Cell | boolean>>
}

/** Places as GeoJSON (RFC 7946: WGS 84, longitude first). A place without a position (0, 0 is nobody's) has no geometry, and is there all the same. */
export function geojson(spots: readonly Spot[], about: Readonly<Record<string, Cell>>): Blob {
  const features = spots.map((s) => {
    const known = Number.isFinite(s.longitude) && Number.isFinite(s.latitude) && !(s.longitude === 0 && s.latitude === 0)
    return { type: 'Feature', id: s.id, geometry: known ? { type: 'Point', coordinates: [s.longitude, s.latitude] } : null, properties: s.properties }
  })
  return new Blob([JSON.stringify({ type: 'FeatureCollection', ...about, features }, null, 1)], { type: 'application/geo+json' })
}
