import { list, text } from '../../../field/documents'
import { say } from '../../../words/words'
import { modelName } from '../wording'
import { LongList } from './Buttons'
import { type ControlProperties, give } from './Control'

/** A model of the catalogue, those that the operation looks for first, or another one that is described beside it. */
export function Model({ model, view, label }: ControlProperties) {
  const story = model.desk.story.value
  const value = typeof view.value === 'string' ? view.value : ''
  const models = [...story.documents.deviceModel.values()].sort((a, b) => Number(b.isTarget === true) - Number(a.isTarget === true) || modelName(story, a.id).localeCompare(modelName(story, b.id)))
  const options = [
    { code: 'other', word: say('search.otherModel') },
    ...models.map((d) => ({ code: d.id, word: modelName(story, d.id), more: [d.isTarget === true ? say('search.looked') : '', d.mini === true ? say('search.mini') : '', text(d, 'code'), ...list<string>(d, 'names')].filter(Boolean).join(' · ') })),
  ]
  return <LongList label={label} options={options} chosen={[value]} onPress={(code) => code !== value && void give({ model, view }, code)} />
}
