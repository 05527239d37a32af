import { Button, Group, Input } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';
import { portalTexts } from '../../texts/portal.js';
import { useTexts } from '../../texts/use-texts.js';
import { readLogo } from './read-logo.js';

/** A picture from the device of the operator. */
export function LogoField({
  value,
  error,
  onChange,
}: {
  /** A data URL; empty without a logo. */
  readonly value: string;
  readonly error: ReactNode;
  readonly onChange: (logo: string) => void;
}): ReactNode {
  const texts = useTexts(portalTexts);
  const input = useRef<HTMLInputElement>(null);
  const [isUnreadable, setUnreadable] = useState(false);
  const take = async (file: File): Promise<void> => {
    const logo = await readLogo(file);
    setUnreadable(logo === null);
    if (logo !== null) onChange(logo);
  };
  return (
    <Input.Wrapper
      size="md"
      label={texts.logo}
      labelElement="div"
      description={texts.logoHint}
      error={isUnreadable ? texts.logoUnreadable : error}
    >
      <Group gap="sm" mt={4}>
        {value !== '' && <img src={value} alt="" className="logo-shown" />}
        <Button variant="default" onClick={() => input.current?.click()}>
          {texts.chooseLogo}
        </Button>
        {value !== '' && (
          <Button
            variant="subtle"
            color="gray"
            onClick={() => {
              onChange('');
            }}
          >
            {texts.removeLogo}
          </Button>
        )}
        <input
          ref={input}
          type="file"
          accept="image/png,image/jpeg,image/webp"
          hidden
          aria-label={texts.chooseLogo}
          onChange={({ currentTarget }) => {
            const file = currentTarget.files?.[0];
            currentTarget.value = '';
            if (file) void take(file);
          }}
        />
      </Group>
    </Input.Wrapper>
  );
}
