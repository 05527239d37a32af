import { Button, type ButtonProps } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { commonTexts } from '../texts/common.js';
import { useTexts } from '../texts/use-texts.js';
import { copyText } from './copy-text.js';

const SHOWN_MS = 2000;

/** Copies a text, and says that it did. */
export function CopyButton({ text, ...props }: ButtonProps & { readonly text: string }): ReactNode {
  const texts = useTexts(commonTexts);
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    if (!(await copyText(text))) return;
    setCopied(true);
    setTimeout(() => {
      setCopied(false);
    }, SHOWN_MS);
  };
  return (
    <Button
      variant="default"
      leftSection={isCopied ? <Check size={18} aria-hidden /> : <Copy size={18} aria-hidden />}
      onClick={() => void copy()}
      {...props}
    >
      <span aria-live="polite">{isCopied ? texts.copied : texts.copy}</span>
    </Button>
  );
}
