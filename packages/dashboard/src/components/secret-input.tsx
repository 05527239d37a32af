import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { type ReactNode } from 'react';
import { logInTexts } from '../texts/log-in.js';
import { useTexts } from '../texts/use-texts.js';

/** A secret of another system, which browsers shall not keep as the password of this site. */
export function SecretInput(props: PasswordInputProps): ReactNode {
  const { showPassword } = useTexts(logInTexts);
  return (
    <PasswordInput
      required
      withAsterisk={false}
      autoComplete="new-password"
      visibilityToggleButtonProps={{ 'aria-label': showPassword, tabIndex: 0 }}
      {...props}
    />
  );
}
