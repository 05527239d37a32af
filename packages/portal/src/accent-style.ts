import { type Accent, accentsOf } from './colours.js';
import { type Look } from './pages.js';

/** The colours of an operator as style. It is the only part of the style that differs. */
export function accentStyle({ colour }: Look): string {
  const { light, dark } = accentsOf(colour);
  return `:root{${variables(light)}}@media(prefers-color-scheme:dark){:root{${variables(dark)}}}`;
}

const variables = ({ fill, text, link }: Accent): string =>
  `--fill:${fill};--on-fill:${text};--link:${link}`;
