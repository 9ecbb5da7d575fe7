import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Station } from '../field/station'

export const StationContext = createContext<Station | null>(null)

/** The station of this page. */
export function useStation(): Station {
  const station = useContext(StationContext)
  if (station === null) throw new Error('there is no station here')
  return station
}
