import { TextInput } from '@mantine/core';
import { type ReactNode } from 'react';
import { portalTexts } from '../../texts/portal.js';
import { useTexts } from '../../texts/use-texts.js';

/** The colour of portals that have none of their own. */
const DEFAULT_COLOR = '#0b6b4f';

/** A colour: typed as `#rrggbb`, or picked. */
export function ColorField({
  value,
  onChange,
  ...field
}: {
  readonly value: string;
  readonly onChange: (color: string) => void;
  readonly error?: ReactNode;
}): ReactNode {
  const texts = useTexts(portalTexts);
  return (
    <TextInput
      label={texts.color}
      description={texts.colorHint}
      placeholder={DEFAULT_COLOR}
      autoComplete="off"
      spellCheck={false}
      maw="24rem"
      leftSection={
        <input
          type="color"
          className="color-input"
          aria-label={texts.pickColor}
          value={/^#[0-9a-f]{6}$/i.test(value) ? value : DEFAULT_COLOR}
          onChange={({ currentTarget }) => {
            onChange(currentTarget.value);
          }}
        />
      }
      leftSectionWidth={48}
      {...field}
      value={value}
      onChange={({ currentTarget }) => {
        onChange(currentTarget.value);
      }}
    />
  );
}
