import type { Value } from '../../../checklist/values'
import type { SearchModel, View } from '../model'
import { Chosen } from './Choose'
import { Kit } from './Kit'
import { Photographs, Scanned, Signature } from './Captured'
import { Moment } from './Moment'
import { Model } from './Model'
import { ExhibitNumber, LookedUp, People, Person } from './Named'
import { Counter, Quantity } from './Numbers'
import { PlaceChoice } from './Place'
import { Words } from './Words'

export interface ControlProperties {
  readonly model: SearchModel
  readonly view: View
  /** What the control is called by a screen reader. */
  readonly label: string
}

/** Gives a value, and leaves what stands beside it as it is; a value that is taken away takes that with it. */
export function give({ model, view }: Pick<ControlProperties, 'model' | 'view'>, value: Value | null): Promise<void> {
  return value === null ? model.give(view.node, view.row, { value }) : model.beside(view, { value })
}

/** The control of an item's type. A note, a calculated item and what has rows have none. */
export function Control(properties: ControlProperties) {
  const key = `${properties.view.node.path} ${properties.view.row}`
  switch (properties.view.node.item.type) {
    case 'yes_no_na':
    case 'select_one':
    case 'select_many':
      return <Chosen key={key} {...properties} />
    case 'text':
      return <Words key={key} {...properties} what="value" />
    case 'number':
      return <Quantity key={key} {...properties} />
    case 'counter':
    case 'duration':
      return <Counter key={key} {...properties} />
    case 'datetime':
      return <Moment key={key} {...properties} />
    case 'photo':
      return <Photographs key={key} {...properties} />
    case 'signature':
      return <Signature key={key} {...properties} />
    case 'scan':
    case 'seal':
      return <Scanned key={key} {...properties} />
    case 'person':
      return <Person key={key} {...properties} />
    case 'people':
      return <People key={key} {...properties} />
    case 'location':
      return <PlaceChoice key={key} {...properties} />
    case 'equipment':
      return <Kit key={key} {...properties} />
    case 'lookup':
      return <LookedUp key={key} {...properties} />
    case 'device':
      return <Model key={key} {...properties} />
    case 'exhibit':
      return <ExhibitNumber key={key} {...properties} />
    default:
      return null
  }
}
