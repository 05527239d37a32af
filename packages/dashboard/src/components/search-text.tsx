import { TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';

/** A text that filters when it is whole: on Enter, or when the field is left. */
export function SearchText({
  label,
  value,
  error,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly error?: string | null;
  readonly onChange: (value: string) => void;
}): ReactNode {
  // Another address, such as by "back", fills the field anew.
  return <Field key={value} {...{ label, value, onChange }} error={error ?? null} />;
}

function Field({
  label,
  value,
  error,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly error: string | null;
  readonly onChange: (value: string) => void;
}): ReactNode {
  const [text, setText] = useState(value);
  const done = (): void => {
    if (text.trim() !== value) onChange(text.trim());
  };
  return (
    <TextInput
      type="search"
      label={label}
      value={text}
      error={error}
      autoComplete="off"
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
      }}
      onBlur={done}
      onKeyDown={({ key }) => {
        if (key === 'Enter') done();
      }}
    />
  );
}
