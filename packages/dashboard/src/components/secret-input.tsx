import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { type ReactNode } from 'react';
import { logInTexts } from '../texts/log-in.js';
import { useTexts } from '../texts/use-texts.js';

/**
 * A password or a secret key. Browsers do not offer to keep it as the password of this site, unless
 * `autoComplete` is `current-password`.
 */
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
