import { TextInput, type TextInputProps } from '@mantine/core';
import { type ReactNode } from 'react';

/** A name, an address or a key: what no dictionary knows, and no keyboard shall correct. */
export const PlainInput = (props: TextInputProps): ReactNode => (
  <TextInput
    required
    withAsterisk={false}
    autoComplete="off"
    autoCapitalize="none"
    spellCheck={false}
    {...props}
  />
);
