import type { ComponentChildren } from 'preact'
import { type Theme, theme, themes } from '../look/theme'
import { chooseLanguage, language, say } from '../words/words'

/** The bar above every page: where one is on the left, what holds for the whole page on the right. */
export function Top({ children, aside }: { children?: ComponentChildren; aside?: ComponentChildren }) {
  return (
    <header class="top">
      <a class="skip" href="#content">
        {say('top.skip')}
      </a>
      <a class="top-mark" href="/operations" aria-label={say('top.home')}>
        <svg viewBox="0 0 18 18" aria-hidden="true">
          <path class="mark-cells" d="M0 0h5v5H0zM6.5 0h5v5h-5zM13 0h5v5h-5zM0 6.5h5v5H0zM13 6.5h5v5h-5zM0 13h5v5H0zM6.5 13h5v5h-5z" />
          <path class="mark-hit" d="M9 5.6L12.4 9 9 12.4 5.6 9z" />
        </svg>
      </a>
      <div class="top-here">{children}</div>
      <div class="top-aside">{aside}</div>
      <Choices />
    </header>
  )
}

function Choices() {
  const other = language.value === 'fr' ? 'en' : 'fr'
  return (
    <div class="top-choices no-print">
      <button type="button" class="button" lang={other} onClick={() => chooseLanguage(other)}>
        {other === 'fr' ? 'Français' : 'English'}
      </button>
      <label class="unseen" for="theme">
        {say('top.theme')}
      </label>
      <select id="theme" class="select" value={theme.value} onChange={(e) => (theme.value = e.currentTarget.value as Theme)}>
        {themes.map((name) => (
          <option key={name} value={name}>
            {say(`theme.${name}`)}
          </option>
        ))}
      </select>
    </div>
  )
}
